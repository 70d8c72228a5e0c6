#include <array>
#include <string>
#include <utility>

#include "indicators/candle_pattern.hpp"
#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"

namespace tw::indicators {
namespace {

constexpr std::size_t kPatterns = 61;

template <std::size_t Index>
Column compute(const ColumnValues&, const ColumnInput& input) {
  return of_candles(CandlePattern{candle_rules()[Index]}, input);
}

/// One word for each pattern, as a kind of column only views its texts.
struct Words {
  std::string first;
  std::string source;
};

std::array<Words, kPatterns> all_words() {
  TW_ASSERT(candle_rules().size() == kPatterns);
  std::array<Words, kPatterns> words;
  for (std::size_t i = 0; i < kPatterns; ++i) {
    const CandleRule& rule = candle_rules()[i];
    words[i] = {.first = std::to_string(rule.lookback),
                .source = "TA-Lib " + std::string{rule.name}};
  }
  return words;
}

template <std::size_t... Index>
std::array<ColumnKind, kPatterns> all_kinds(const std::array<Words, kPatterns>& words,
                                            std::index_sequence<Index...>) {
  return {ColumnKind{.name = candle_rules()[Index].name,
                     .parameters = {},
                     .example = candle_rules()[Index].name,
                     .first = words[Index].first,
                     .doc = candle_rules()[Index].doc,
                     .source = words[Index].source,
                     .compute = compute<Index>}...};
}

}  // namespace

std::span<const ColumnKind> candle_patterns() {
  static const std::array<Words, kPatterns> words = all_words();
  static const std::array<ColumnKind, kPatterns> kinds =
      all_kinds(words, std::make_index_sequence<kPatterns>{});
  return kinds;
}

}  // namespace tw::indicators
