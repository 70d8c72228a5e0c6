#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tw::report {

/// Returns `values` as a curve of `rows` lines of `columns` characters, top line first: braille
/// dots, two by four a character, or asterisks when not `is_utf8`.
///
/// Every dot column shows the span from the lowest to the highest of its values, so that no extreme
/// is lost. Nothing when there are fewer than two values.
std::vector<std::string> text_plot(std::span<const double> values, std::size_t columns,
                                   std::size_t rows, bool is_utf8);

}  // namespace tw::report
