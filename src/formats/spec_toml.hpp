#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "formats/backtest_options.hpp"

namespace tw::formats {

/// The most that a spec file may weigh. Units: bytes.
inline constexpr std::size_t kSpecBytesMax = 1 << 20;

inline constexpr std::string_view kSpecExample = "examples/backtest.toml";

/// Reads a TOML file into options, in the order of its lines. `name` is for errors, which point to
/// `example`.
///
/// Whether a key is known and a value fits is the caller's to say: of a backtest's, `resolve`'s.
/// Errors: one line for each value that no option can hold, or the one that says where the text
/// stops being TOML.
/// Source: examples/backtest.toml shows every key of a backtest.
std::expected<std::vector<Option>, std::vector<std::string>> parse_spec(
    std::string_view text, std::string_view name, std::string_view example = kSpecExample);

}  // namespace tw::formats
