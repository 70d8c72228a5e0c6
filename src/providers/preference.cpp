#include "providers/preference.hpp"

#include <utility>

namespace tw::providers {

bool Preference::set(std::string_view key, std::vector<std::string> vendors) {
  const std::size_t dot = key.find('.');
  const bool is_pair = dot != std::string_view::npos && parse_asset_class(key.substr(0, dot)) &&
                       vendor::parse_operation(key.substr(dot + 1));
  if (key != "default" && !is_pair && !vendor::parse_operation(key) && !parse_asset_class(key)) {
    return false;
  }
  lists_.insert_or_assign(std::string{key}, std::move(vendors));
  return true;
}

const std::vector<std::string>* Preference::find(vendor::Operation operation,
                                                 AssetClass asset_class) const {
  const std::string of_operation{to_string(operation)};
  const std::string of_class{to_string(asset_class)};
  std::string of_both = of_class;
  of_both += '.';
  of_both += of_operation;
  for (const std::string& key : {of_both, of_operation, of_class, std::string{"default"}}) {
    if (const auto found = lists_.find(key); found != lists_.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace tw::providers
