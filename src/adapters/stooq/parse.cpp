#include "adapters/stooq/parse.hpp"

#include <algorithm>
#include <array>

#include "adapters/stooq/wire.hpp"
#include "formats/csv_stamp.hpp"
#include "formats/csv_table.hpp"
#include "formats/zone.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::stooq {
namespace {

using formats::CsvTable;
using formats::TextFields;
using vendor::Answer;
using vendor::Outcome;

constexpr std::string_view kUnknown = "N/D";
/// Quotes are late by this much for most exchanges; Stooq does not say it of each.
constexpr Duration kQuoteDelay = Duration::minutes(15);

bool equal_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// The columns of bars by their English or Polish names.
struct Columns {
  std::optional<std::size_t> date, open, high, low, close, volume;

  explicit Columns(const CsvTable& table) {
    const auto either = [&](std::string_view english, std::string_view polish) {
      return table.column(english) ? table.column(english) : table.column(polish);
    };
    date = either("Date", "Data");
    open = either("Open", "Otwarcie");
    high = either("High", "Najwyzszy");
    low = either("Low", "Najnizszy");
    close = either("Close", "Zamkniecie");
    volume = either("Volume", "Wolumen");
  }
  bool has_bars() const { return date && open && high && low && close; }
};

/// Returns the moment that Warsaw's clocks show.
std::optional<Timestamp> moment_of(std::string_view date, std::string_view time) {
  if (date == kUnknown || time == kUnknown) return std::nullopt;
  const auto stamp = formats::parse_stamp(std::string{date} + " " + std::string{time},
                                          formats::DateOrder::Unknown);
  auto zone = formats::Zone::find(kZone);
  if (!stamp || !stamp->has_time || !zone) return std::nullopt;
  return zone->to_utc(stamp->wall_ns, {});
}

}  // namespace

std::optional<vendor::Refusal> refusal_of(const vendor::HttpResponse& response,
                                          std::string_view key) {
  if (vendor::is_html(response)) {
    if (response.status != 200) return vendor::http_refusal(response, "a web page");
    return vendor::refused(Outcome::Auth, "a web page instead of data: Stooq wants a key, see " +
                                              std::string{kKeyName} + " in the documentation");
  }
  const std::string words = vendor::one_line(response.body, key);
  if (auto refused = vendor::http_refusal(response, words)) return refused;
  if (words.contains("Exceeded the daily hits limit")) {
    return vendor::refused(Outcome::Quota, words);
  }
  if (words.empty() || words.starts_with("No data") || words.starts_with("Brak danych")) {
    return vendor::refused(Outcome::SymbolNotFound, words.empty() ? "nothing" : words);
  }
  constexpr std::array<std::string_view, 4> kBeginnings{"Date,", "Data,", "Symbol,",
                                                        "\xEF\xBB\xBF"};
  const bool is_csv = std::ranges::any_of(
      kBeginnings, [&](std::string_view beginning) { return words.starts_with(beginning); });
  if (!is_csv) return vendor::malformed("no CSV: " + words);
  return std::nullopt;
}

Answer<vendor::History> parse_history(const vendor::HttpResponse& response,
                                      const vendor::HistoryRequest& request, Currency currency,
                                      std::string_view key) {
  if (auto refused = refusal_of(response, key)) return std::unexpected{std::move(*refused)};
  const auto table = CsvTable::parse(response.body);
  if (!table) return std::unexpected{vendor::malformed(table.error())};
  const Columns columns{*table};
  if (!columns.has_bars()) return std::unexpected{vendor::malformed("no columns of bars")};
  if (table->rows() == 0) {
    return std::unexpected{vendor::refused(Outcome::SymbolNotFound, "a header and no rows")};
  }
  vendor::History history{.symbol = request.symbol,
                          .timeframe = request.timeframe,
                          .basis = PriceBasis::Unknown,
                          .currency = currency,
                          .zone = {},
                          .rows = {},
                          .actions = {},
                          .delay = {}};
  TextFields fields;
  history.rows.reserve(table->rows());
  for (std::size_t i = 0; i < table->rows(); ++i) {
    const auto date = fields.date(table->cell(i, columns.date), "Date");
    const auto open = fields.price(table->cell(i, columns.open), "Open");
    const auto high = fields.price(table->cell(i, columns.high), "High");
    const auto low = fields.price(table->cell(i, columns.low), "Low");
    const auto close = fields.price(table->cell(i, columns.close), "Close");
    if (!date || !open || !high || !low || !close) {
      history.nulls_skipped += 1;
      continue;
    }
    const auto volume = fields.volume(table->cell(i, columns.volume), "Volume");
    history.rows.push_back({.label = vendor::us_session_label(*date, request.timeframe),
                            .open = *open,
                            .high = *high,
                            .low = *low,
                            .close = *close,
                            .volume = volume.value_or(Volume{}),
                            .adjusted_close = std::nullopt});
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  vendor::put_in_order(history);
  history.rounded_values = fields.rounded_values();
  return history;
}

Answer<std::vector<vendor::SymbolQuote>> parse_quotes(const vendor::HttpResponse& response,
                                                      const std::vector<Asked>& asked,
                                                      std::string_view key) {
  if (auto refused = refusal_of(response, key)) return std::unexpected{std::move(*refused)};
  const auto table = CsvTable::parse(response.body);
  if (!table) return std::unexpected{vendor::malformed(table.error())};
  TextFields fields;
  std::vector<vendor::SymbolQuote> quotes;
  quotes.reserve(table->rows());
  for (std::size_t i = 0; i < table->rows(); ++i) {
    const auto cell = [&](std::string_view name) { return table->cell(i, table->column(name)); };
    if (cell("Close") == kUnknown) continue;
    const auto price = [&](std::string_view name) {
      return cell(name) == kUnknown ? std::nullopt : fields.price(cell(name), name);
    };
    const auto close = price("Close");
    const auto own = std::ranges::find_if(asked, [&](const Asked& symbol) {
      return equal_but_for_case(symbol.second.symbol, cell("Symbol"));
    });
    if (!close || own == asked.end()) {
      fields.fault("a quote of '" + vendor::one_line(cell("Symbol")) +
                   "', which was not asked for");
      continue;
    }
    const std::string_view volume = cell("Volume");
    quotes.push_back({.symbol = own->first,
                      .currency = own->second.currency,
                      .last = close,
                      .open = price("Open"),
                      .high = price("High"),
                      .low = price("Low"),
                      .volume = volume == kUnknown ? std::nullopt : fields.volume(volume, "Volume"),
                      .event_at = moment_of(cell("Date"), cell("Time")),
                      .delay = kQuoteDelay});
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  return quotes;
}

}  // namespace tw::adapters::stooq
