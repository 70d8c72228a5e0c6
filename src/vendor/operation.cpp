#include "vendor/operation.hpp"

#include <algorithm>

namespace tw::vendor {
namespace {

constexpr std::array<std::string_view, kOperations> kOperationNames{
    "quote", "quotes", "history", "actions", "search", "option-chain", "fundamentals", "stream"};

}  // namespace

std::string_view to_string(Operation operation) {
  return kOperationNames[static_cast<std::size_t>(operation)];
}

std::optional<Operation> parse_operation(std::string_view text) {
  const auto* const found = std::ranges::find(kOperationNames, text);
  if (found == kOperationNames.end()) return std::nullopt;
  return static_cast<Operation>(found - kOperationNames.begin());
}

}  // namespace tw::vendor
