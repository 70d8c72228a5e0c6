#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "providers/asset_class.hpp"
#include "vendor/operation.hpp"

namespace tw::providers {

/// Whom to ask first. The most particular list that is given decides: of the asset class and the
/// operation, of the operation, of the asset class, the general one. Vendors that a list leaves out
/// are not asked for what it is about.
class Preference {
 public:
  /// Sets the list of `key`: "default", "quote", "crypto" or "crypto.quote".
  /// Returns false, and changes nothing, for another word.
  bool set(std::string_view key, std::vector<std::string> vendors);

  /// Returns the list for a question; nullptr when none is given: then all are asked as they come.
  const std::vector<std::string>* find(vendor::Operation operation, AssetClass asset_class) const;

  const std::map<std::string, std::vector<std::string>>& lists() const { return lists_; }

 private:
  std::map<std::string, std::vector<std::string>> lists_;
};

}  // namespace tw::providers
