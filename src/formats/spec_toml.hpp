#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "formats/backtest_options.hpp"

namespace tw::formats {

/// The most that a spec file may weigh. Units: bytes.
inline constexpr std::size_t kSpecBytesMax = 1 << 20;

/// Reads a backtest's TOML file into options, in the order of its lines. `name` is for errors.
///
/// Whether a key is known and a value fits is `resolve`'s to say.
/// Errors: one line for each value that no option can hold, or the one that says where the text
/// stops being TOML.
/// Source: examples/backtest.toml shows every key.
std::expected<std::vector<Option>, std::vector<std::string>> parse_spec(std::string_view text,
                                                                        std::string_view name);

}  // namespace tw::formats
