#include "adapters/alphavantage/parse.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include "adapters/alphavantage/records.hpp"
#include "adapters/alphavantage/symbol.hpp"
#include "adapters/alphavantage/wire.hpp"
#include "formats/csv_stamp.hpp"
#include "formats/zone.hpp"
#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::alphavantage {
namespace {

using formats::CsvTable;
using formats::TextFields;
using vendor::Answer;
using vendor::History;
using vendor::HistoryRow;
using vendor::Outcome;

/// Returns the zone that a JSON series names in its "Meta Data", under a number that differs.
std::string zone_in(const Records& records) {
  if (!records.document) return std::string{kZone};
  for (const formats::JsonNode member : records.document->root()["Meta Data"]) {
    if (member.name().ends_with("Time Zone")) return member.text();
  }
  return std::string{kZone};
}

/// True when `date` ends its week or month, so that nothing more can come.
bool ends_period(Date date, Timeframe timeframe) {
  const auto& calendar = SessionCalendar::of(CalendarKind::Nyse);
  const CalendarPeriod period = period_of(date, timeframe, calendar);
  return calendar.next_session(date).date > period.last;
}

CorporateAction dividend(Date ex_date, Price amount, const std::string& symbol) {
  CorporateAction action;
  action.kind = CorporateAction::Kind::CashDividend;
  action.ex_date = ex_date;
  action.amount = amount;
  action.currency = currency_of(symbol).value_or(vendor::kUnsaidCurrency);
  action.symbol = Label{std::string_view{symbol}};
  return action;
}

/// "1.0460" is 523 new shares for 500 old ones, which is exact.
std::optional<CorporateAction> ratio_split(Date ex_date, Price ratio, const std::string& symbol) {
  const std::int64_t shared = std::gcd(ratio.raw(), Price::kScale);
  const std::int64_t shares_new = ratio.raw() / shared;
  if (shares_new > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  CorporateAction action;
  action.kind = CorporateAction::Kind::Split;
  action.ex_date = ex_date;
  action.numerator = static_cast<std::int32_t>(shares_new);
  action.denominator = static_cast<std::int32_t>(Price::kScale / shared);
  action.symbol = Label{std::string_view{symbol}};
  return action;
}

class SeriesReading {
 public:
  SeriesReading(const Records& records, const vendor::HistoryRequest& request)
      : table_{records.table}, request_{request} {
    history_.symbol = request.symbol;
    history_.timeframe = request.timeframe;
    history_.currency = currency_of(request.symbol).value_or(vendor::kUnsaidCurrency);
    history_.basis = PriceBasis::Raw;
    if (request.timeframe.is_intraday() && request.basis == PriceBasis::Total) {
      history_.basis = PriceBasis::Total;
    }
    history_.zone = zone_in(records);
  }

  Answer<History> parse() {
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      columns_[i] = table_.column(kColumns[i]);
      if (columns_[i] || i > Close) continue;
      return std::unexpected{vendor::malformed("no column '" + std::string{kColumns[i]} + "'")};
    }
    auto zone = formats::Zone::find(history_.zone);
    if (!zone) return std::unexpected{vendor::malformed(vendor::one_line(zone.error()))};
    zone_ = *zone;
    history_.rows.reserve(table_.rows());
    // Oldest first, so that of an hour that comes twice the first one is first.
    for (std::size_t i = table_.rows(); i > 0; --i) parse_row(i - 1);
    if (!fields_.is_sound()) return std::unexpected{vendor::malformed(fields_.what())};
    vendor::put_in_order(history_);
    history_.rounded_values = fields_.rounded_values();
    return std::move(history_);
  }

 private:
  /// Places in `kColumns`; those behind the close may be absent.
  enum Column : std::uint8_t { Stamp, Open, High, Low, Close, Shares, Adjusted, Paid, Split };
  static constexpr std::array<std::string_view, 9> kColumns{"timestamp",
                                                            "open",
                                                            "high",
                                                            "low",
                                                            "close",
                                                            "volume",
                                                            "adjusted close",
                                                            "dividend amount",
                                                            "split coefficient"};

  std::string_view cell(std::size_t row, Column column) const {
    return table_.cell(row, columns_[column]);
  }

  std::optional<Timestamp> label_of(std::string_view text) {
    const auto stamp = formats::parse_stamp(text, formats::DateOrder::Unknown);
    if (!stamp || stamp->is_unix || stamp->has_time != request_.timeframe.is_intraday()) {
      fields_.fault("'timestamp' is '" + vendor::one_line(text) + "', which no bar begins at");
      return std::nullopt;
    }
    if (request_.timeframe.is_intraday()) return zone_.to_utc(stamp->wall_ns, {});
    const Date date = Date::of({stamp->wall_ns});
    return vendor::us_session_label(date, request_.timeframe);
  }

  void parse_row(std::size_t i) {
    const auto price = [&](Column column) {
      return fields_.price(cell(i, column), kColumns[column]);
    };
    const auto open = price(Open);
    const auto high = price(High);
    const auto low = price(Low);
    const auto close = price(Close);
    if (!open || !high || !low || !close) {
      history_.nulls_skipped += 1;
      return;
    }
    const std::string_view text = cell(i, Stamp);
    const auto label = label_of(text);
    if (!label) return;
    HistoryRow row{.label = *label,
                   .open = *open,
                   .high = *high,
                   .low = *low,
                   .close = *close,
                   .volume = fields_.volume(cell(i, Shares), kColumns[Shares]).value_or(Volume{}),
                   .adjusted_close = price(Adjusted)};
    if (!request_.timeframe.is_intraday() && request_.timeframe != kDaily && i == 0) {
      const auto date = fields_.date(text, "timestamp");
      row.is_complete = date && ends_period(*date, request_.timeframe);
    }
    add_actions(i, text);
    history_.rows.push_back(row);
  }

  /// The adjusted series of days carry the day's dividend and split.
  void add_actions(std::size_t i, std::string_view text) {
    if (request_.timeframe != kDaily) return;
    const auto date = fields_.date(text, "timestamp");
    const auto paid = fields_.price(cell(i, Paid), "dividend");
    const auto split = fields_.price(cell(i, Split), "split");
    if (!date) return;
    if (paid && paid->raw() > 0) {
      history_.actions.push_back(dividend(*date, *paid, request_.symbol));
    }
    if (split && split->raw() > 0 && *split != Price::whole(1)) {
      if (const auto action = ratio_split(*date, *split, request_.symbol)) {
        history_.actions.push_back(*action);
      }
    }
  }

  const CsvTable& table_;
  std::array<std::optional<std::size_t>, kColumns.size()> columns_;  ///< Of the table.
  const vendor::HistoryRequest& request_;
  formats::Zone zone_;
  TextFields fields_;
  History history_;
};

struct Kind {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array<Kind, 4> kKinds{
    {{"Equity", "equity"}, {"ETF", "etf"}, {"Mutual Fund", "fund"}, {"Cryptocurrency", "crypto"}}};

std::string kind_of(std::string_view word) {
  const auto* const found = std::ranges::find(kKinds, word, &Kind::theirs);
  return std::string{found == kKinds.end() ? word : found->ours};
}

/// Pence are named GBX here; a match names the currency that whole prices are in.
Currency currency_named(std::string_view word) {
  if (word == "GBX") return Currency{"GBP"};
  return word.size() == 3 ? Currency{word} : vendor::kUnsaidCurrency;
}

std::optional<Timestamp> close_of(std::optional<Date> date) {
  if (!date) return std::nullopt;
  const auto session = SessionCalendar::of(CalendarKind::Nyse).session(*date);
  return session ? std::optional{session->close} : std::nullopt;
}

/// Reads events of one kind from rows; `read` returns one, or nothing.
template <class Read>
Answer<std::vector<CorporateAction>> actions_of(const vendor::HttpResponse& response,
                                                std::string_view key, std::string_view date_column,
                                                std::string_view value_column, Read&& read) {
  const auto records = records_of(response, key);
  if (!records) return std::unexpected{records.error()};
  const CsvTable& table = records->table;
  TextFields fields;
  std::vector<CorporateAction> actions;
  if (!table.names().empty() && (!table.column(date_column) || !table.column(value_column))) {
    return std::unexpected{vendor::malformed("no column '" + std::string{value_column} + "'")};
  }
  actions.reserve(table.rows());
  for (std::size_t i = table.rows(); i > 0; --i) {
    const auto date = fields.date(table.cell(i - 1, table.column(date_column)), date_column);
    const auto value = fields.price(table.cell(i - 1, table.column(value_column)), value_column);
    if (!date || !value || value->raw() <= 0) continue;
    if (const auto action = read(*date, *value)) actions.push_back(*action);
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  std::ranges::stable_sort(actions, {}, &CorporateAction::ex_date);
  return actions;
}

}  // namespace

Answer<History> parse_series(const vendor::HttpResponse& response, std::string_view key,
                             const vendor::HistoryRequest& request) {
  const auto records = records_of(response, key);
  if (!records) return std::unexpected{records.error()};
  if (records->rows() == 0) {
    return std::unexpected{vendor::refused(Outcome::NoData, "no rows for " + request.symbol)};
  }
  return SeriesReading{*records, request}.parse();
}

Answer<vendor::SymbolQuote> parse_quote(const vendor::HttpResponse& response, std::string_view key,
                                        const std::string& symbol) {
  const auto records = records_of(response, key);
  if (!records) return std::unexpected{records.error()};
  const CsvTable& table = records->table;
  if (table.rows() == 0) {
    return std::unexpected{
        vendor::refused(Outcome::SymbolNotFound, "an empty quote of " + vendor::one_line(symbol))};
  }
  TextFields fields;
  const auto cell = [&](std::string_view json, std::string_view csv) {
    return table.cell(0, table.column(json) ? table.column(json) : table.column(csv));
  };
  const auto price = [&](std::string_view json, std::string_view csv) {
    return fields.price(cell(json, csv), json);
  };
  vendor::SymbolQuote quote{
      .symbol = symbol,
      .currency = currency_of(symbol).value_or(vendor::kUnsaidCurrency),
      .last = price("price", "price"),
      .open = price("open", "open"),
      .high = price("high", "high"),
      .low = price("low", "low"),
      .previous_close = price("previous close", "previousClose"),
      .volume = fields.volume(cell("volume", "volume"), "volume"),
      .event_at = close_of(fields.date(cell("latest trading day", "latestDay"), "day")),
      .delay = {}};
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  if (!quote.last) return std::unexpected{vendor::malformed("'price' is missing")};
  return quote;
}

Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response,
                                                      std::string_view key) {
  const auto records = records_of(response, key);
  if (!records) return std::unexpected{records.error()};
  const CsvTable& table = records->table;
  if (!table.names().empty() && !table.column("symbol")) {
    return std::unexpected{vendor::malformed("no column 'symbol'")};
  }
  std::vector<vendor::SymbolMatch> matches;
  matches.reserve(table.rows());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const auto cell = [&](std::string_view name) { return table.cell(i, table.column(name)); };
    matches.push_back({.symbol = own_symbol(cell("symbol")),
                       .name = std::string{cell("name")},
                       .exchange = {},
                       .kind = kind_of(cell("type")),
                       .region = std::string{cell("region")},
                       .currency = currency_named(cell("currency"))});
  }
  return matches;
}

Answer<std::vector<CorporateAction>> parse_splits(const vendor::HttpResponse& response,
                                                  std::string_view key, const std::string& symbol) {
  return actions_of(response, key, "effective_date", "split_factor",
                    [&](Date date, Price ratio) { return ratio_split(date, ratio, symbol); });
}

Answer<std::vector<CorporateAction>> parse_dividends(const vendor::HttpResponse& response,
                                                     std::string_view key,
                                                     const std::string& symbol) {
  return actions_of(response, key, "ex_dividend_date", "amount", [&](Date date, Price amount) {
    return std::optional{dividend(date, amount, symbol)};
  });
}

}  // namespace tw::adapters::alphavantage
