#include "ingest/bar_quarantine.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "core/decimal.hpp"
#include "store/bar_store.hpp"
#include "store/file.hpp"

namespace tw::ingest {
namespace {

using Reason = QuarantinedBar::Reason;
using Ruling = QuarantinedBar::Ruling;

constexpr std::string_view kHeader =
    "at,source,reason,open,high,low,close,volume,other_source,other_open,other_high,other_low,"
    "other_close,other_volume,found_on,ruling\n";
constexpr std::size_t kFields = 16;

constexpr std::array<std::string_view, 2> kReasons{"disagreement", "impossible"};
constexpr std::array<std::string_view, 3> kRulings{"open", "accepted", "rejected"};

void append_values(std::string& text, const BarValues& values) {
  for (const Price price : {values.open, values.high, values.low, values.close}) {
    text += to_string(price);
    text += ',';
  }
  text += to_string(values.volume);
  text += ',';
}

/// Splits a line at its commas, or returns nothing when it has another number of fields.
std::optional<std::array<std::string_view, kFields>> fields_of(std::string_view line) {
  std::array<std::string_view, kFields> fields;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::size_t comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == kFields)) return std::nullopt;
    fields[i] = line.substr(0, comma);
    line.remove_prefix(i + 1 == kFields ? 0 : comma + 1);
  }
  return fields;
}

std::optional<BarValues> parse_values(std::span<const std::string_view, 5> fields) {
  const auto open = parse<Price>(fields[0]);
  const auto high = parse<Price>(fields[1]);
  const auto low = parse<Price>(fields[2]);
  const auto close = parse<Price>(fields[3]);
  const auto volume = parse<Volume>(fields[4]);
  if (!open || !high || !low || !close || !volume) return std::nullopt;
  return BarValues{*open, *high, *low, *close, *volume};
}

template <class Word, std::size_t N>
std::optional<Word> parse_word(const std::array<std::string_view, N>& words,
                               std::string_view text) {
  const auto* const found = std::ranges::find(words, text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Word>(found - words.begin());
}

std::optional<QuarantinedBar> parse_row(std::string_view line) {
  const auto fields = fields_of(line);
  if (!fields) return std::nullopt;
  const std::span<const std::string_view, kFields> all{*fields};
  const auto reason = parse_word<Reason>(kReasons, all[2]);
  const auto values = parse_values(all.subspan<3, 5>());
  const auto found_on = parse_date(all[14]);
  const auto ruling = parse_word<Ruling>(kRulings, all[15]);
  if (!reason || !values || !found_on || !ruling) return std::nullopt;
  QuarantinedBar bar{.at = std::string{all[0]},
                     .source = store::text_of_file_name(all[1]),
                     .reason = *reason,
                     .values = *values,
                     .other_source = store::text_of_file_name(all[8]),
                     .other = {},
                     .found_on = *found_on,
                     .ruling = *ruling};
  if (bar.other_source.empty()) return bar;
  const auto other = parse_values(all.subspan<9, 5>());
  if (!other) return std::nullopt;
  bar.other = *other;
  return bar;
}

}  // namespace

std::string_view to_string(Reason reason) { return kReasons[static_cast<std::size_t>(reason)]; }
std::string_view to_string(Ruling ruling) { return kRulings[static_cast<std::size_t>(ruling)]; }

std::string quarantine_path(const std::string& home, const std::string& symbol,
                            Timeframe timeframe) {
  return home + "/quarantine/bars/" + store::file_name_of(symbol) + '.' + to_string(timeframe) +
         ".csv";
}

std::string quarantined_csv(const std::vector<QuarantinedBar>& bars) {
  std::string text{kHeader};
  for (const QuarantinedBar& bar : bars) {
    text += bar.at + ',';
    // Spelled as in a file's name, a source has no comma and no line's end.
    text += store::file_name_of(bar.source) + ',';
    text += to_string(bar.reason);
    text += ',';
    append_values(text, bar.values);
    text += store::file_name_of(bar.other_source) + ',';
    if (bar.other_source.empty()) {
      text += ",,,,,";
    } else {
      append_values(text, bar.other);
    }
    text += to_string(bar.found_on) + ',';
    text += to_string(bar.ruling);
    text += '\n';
  }
  return text;
}

std::optional<std::vector<QuarantinedBar>> parse_quarantined(std::string_view text) {
  if (!text.starts_with(kHeader)) return std::nullopt;
  text.remove_prefix(kHeader.size());
  std::vector<QuarantinedBar> bars;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto bar = parse_row(text.substr(0, end));
    if (!bar) return std::nullopt;
    bars.push_back(std::move(*bar));
    text.remove_prefix(end + 1);
  }
  return bars;
}

std::expected<std::vector<QuarantinedBar>, LoadError> quarantined_bars(const std::string& home,
                                                                       const std::string& symbol,
                                                                       Timeframe timeframe) {
  const std::string path = quarantine_path(home, symbol, timeframe);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::vector<QuarantinedBar>{};
  const auto text = store::FileText::read(path);
  if (!text) return std::unexpected{LoadError{text.error().message}};
  auto bars = parse_quarantined(text->view());
  if (!bars) {
    return std::unexpected{LoadError{
        "'" + path + "' is no quarantine of bars: remove it and run 'tradewind data check' again"}};
  }
  return std::move(*bars);
}

std::expected<void, LoadError> keep_quarantined(const std::string& home, const std::string& symbol,
                                                Timeframe timeframe,
                                                std::vector<QuarantinedBar> bars) {
  const std::string path = quarantine_path(home, symbol, timeframe);
  if (bars.empty()) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return {};
  }
  std::ranges::sort(bars, {}, [](const QuarantinedBar& bar) {
    return std::tuple{std::string_view{bar.at}, std::string_view{bar.source}, bar.reason};
  });
  const auto made = store::make_folders(std::filesystem::path{path}.parent_path().string());
  if (!made) return std::unexpected{LoadError{made.error().message, true}};
  const std::string text = quarantined_csv(bars);
  const auto written = store::write_atomically(path, std::array<std::string_view, 1>{text});
  if (!written) return std::unexpected{LoadError{written.error().message, true}};
  return {};
}

}  // namespace tw::ingest
