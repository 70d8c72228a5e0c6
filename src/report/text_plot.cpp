#include "report/text_plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tw::report {
namespace {

/// A field of dots that can be read as characters. Row 0 is the top.
class Dots {
 public:
  Dots(std::size_t columns, std::size_t rows)
      : columns_{columns}, rows_{rows}, is_set_(columns * rows, 0) {}

  std::size_t columns() const { return columns_; }
  std::size_t rows() const { return rows_; }
  void set(std::size_t column, std::size_t row) { is_set_[row * columns_ + column] = 1; }
  bool is_set(std::size_t column, std::size_t row) const {
    return is_set_[row * columns_ + column] != 0;
  }

 private:
  std::size_t columns_;
  std::size_t rows_;
  std::vector<char> is_set_;
};

struct Span {
  double low;
  double high;
};

/// Returns what column `column` shows; it starts at the value on which the one before ended, so
/// that neighbours touch.
Span span_of(std::span<const double> values, std::size_t column, std::size_t columns) {
  const std::size_t last = values.size() - 1;
  const std::size_t from = column * last / columns;
  const std::size_t to = std::max(from + 1, (column + 1) * last / columns);
  const auto part = values.subspan(from, std::min(to, last) - from + 1);
  const auto [low, high] = std::ranges::minmax_element(part);
  return {*low, *high};
}

void draw(Dots& dots, std::span<const double> values) {
  const auto [low, high] = std::ranges::minmax_element(values);
  const double range = *high - *low;
  const auto top = static_cast<double>(dots.rows() - 1);
  const auto row_of = [&](double value) {
    const double height = range > 0.0 ? (value - *low) / range : 0.5;
    return static_cast<std::size_t>(std::lround(top - height * top));
  };
  for (std::size_t column = 0; column < dots.columns(); ++column) {
    const Span span = span_of(values, column, dots.columns());
    for (std::size_t row = row_of(span.high); row <= row_of(span.low); ++row) dots.set(column, row);
  }
}

/// Returns the braille character at (column, row). Source: Unicode block "Braille Patterns": dots
/// 1 2 3 7 run down the left, 4 5 6 8 down the right, bit n-1 for dot n.
std::string braille(const Dots& dots, std::size_t column, std::size_t row) {
  constexpr std::uint8_t kBits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  unsigned pattern = 0;
  for (std::size_t y = 0; y < 4; ++y) {
    for (std::size_t x = 0; x < 2; ++x) {
      if (dots.is_set(column * 2 + x, row * 4 + y)) pattern |= kBits[y][x];
    }
  }
  if (pattern == 0) return " ";
  const unsigned code = 0x2800U + pattern;
  return {static_cast<char>(0xE0U | (code >> 12U)),
          static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)),
          static_cast<char>(0x80U | (code & 0x3FU))};
}

}  // namespace

std::vector<std::string> text_plot(std::span<const double> values, std::size_t columns,
                                   std::size_t rows, bool is_utf8) {
  std::vector<std::string> lines;
  if (values.size() < 2) return lines;
  Dots dots{columns * (is_utf8 ? 2 : 1), rows * (is_utf8 ? 4 : 1)};
  draw(dots, values);
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line;
    for (std::size_t column = 0; column < columns; ++column) {
      if (is_utf8) {
        line += braille(dots, column, row);
      } else {
        line += dots.is_set(column, row) ? '*' : ' ';
      }
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace tw::report
