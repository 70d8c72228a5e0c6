#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace tw::inline core {

/// Returns the known word nearest to `typed` by edits (insert, delete, replace, swap of
/// neighbours), or nothing when none is near enough to be meant. Ignores case.
std::optional<std::string_view> nearest(std::string_view typed,
                                        std::span<const std::string_view> known);

}  // namespace tw::inline core
