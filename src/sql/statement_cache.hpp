#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tw::sql {

/// The prepared statements of one connection by their text; the one used longest ago goes first.
template <class Statement>
class StatementCache {
 public:
  static constexpr std::size_t kSizeMax = 128;

  /// Returns the statement of `key`, or null. Valid until `keep` or `clear`.
  Statement* find(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    by_age_.splice(by_age_.begin(), by_age_, found->second);
    return &found->second->second;
  }

  /// Keeps a statement; one that must leave for it is given to `leaving` first.
  template <class Leaving>
  Statement& keep(std::string key, Statement statement, Leaving&& leaving) {
    if (by_age_.size() == kSizeMax) {
      leaving(by_age_.back().second);
      by_key_.erase(by_age_.back().first);
      by_age_.pop_back();
    }
    by_age_.emplace_front(std::move(key), std::move(statement));
    by_key_.emplace(by_age_.front().first, by_age_.begin());
    return by_age_.front().second;
  }

  void clear() {
    by_key_.clear();
    by_age_.clear();
  }

 private:
  using ByAge = std::list<std::pair<std::string, Statement>>;
  ByAge by_age_;
  std::unordered_map<std::string_view, typename ByAge::iterator> by_key_;
};

}  // namespace tw::sql
