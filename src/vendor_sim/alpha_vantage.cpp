#include <algorithm>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

constexpr std::size_t kCompact = 100;

net::HttpResponse csv(std::string body) {
  return text_response(std::move(body), 200, "application/x-download");
}

/// Every refusal of this vendor is a 200 with one member.
net::HttpResponse refusal(std::string_view key, std::string_view what) {
  JsonWriter json;
  json.begin_object().member(key, what).end_object();
  return json_response(json.take());
}

net::HttpResponse invalid_call(std::string_view function) {
  return refusal("Error Message", "Invalid API call. Please see the documentation of " +
                                      std::string{function} + ".");
}

bool wants_csv(const Question& question) { return question.value("datatype") == "csv"; }

/// What one time series function gives.
struct Series {
  std::string key;  ///< Of the series in JSON.
  Timeframe timeframe;
  bool is_adjusted = false;
};

std::optional<Series> series_of(const std::string& function, const std::string& interval) {
  if (function == "TIME_SERIES_INTRADAY") {
    const auto minutes = interval.ends_with("min")
                             ? whole(std::string_view{interval}.substr(0, interval.size() - 3))
                             : std::nullopt;
    if (!minutes || *minutes < 1 || *minutes > 60) return std::nullopt;
    return Series{"Time Series (" + interval + ")",
                  {Timeframe::Unit::Minute, static_cast<std::int32_t>(*minutes)}};
  }
  if (function == "TIME_SERIES_DAILY") return Series{"Time Series (Daily)", kDaily};
  if (function == "TIME_SERIES_DAILY_ADJUSTED") return Series{"Time Series (Daily)", kDaily, true};
  const Timeframe week{Timeframe::Unit::Week, 1};
  const Timeframe month{Timeframe::Unit::Month, 1};
  if (function == "TIME_SERIES_WEEKLY") return Series{"Weekly Time Series", week};
  if (function == "TIME_SERIES_WEEKLY_ADJUSTED")
    return Series{"Weekly Adjusted Time Series", week, true};
  if (function == "TIME_SERIES_MONTHLY") return Series{"Monthly Time Series", month};
  if (function == "TIME_SERIES_MONTHLY_ADJUSTED")
    return Series{"Monthly Adjusted Time Series", month, true};
  return std::nullopt;
}

std::string label_of(const Row& row, Timeframe timeframe) {
  return timeframe.is_intraday() ? new_york_text(row.bar.start) : to_string(row.bar.session);
}

/// What happened to holders on the day of a bar.
struct Events {
  Price dividend;
  std::string split = "1.0";
};

Events events_of(const Listing& listing, Date session) {
  Events events;
  for (const CorporateAction& action : listing.actions) {
    if (action.ex_date != session) continue;
    if (action.kind == CorporateAction::Kind::CashDividend) events.dividend = action.amount;
    if (action.kind == CorporateAction::Kind::Split) {
      JsonWriter ratio;
      ratio.value(static_cast<double>(action.numerator) / action.denominator);
      events.split = ratio.take();
      events.split.pop_back();
    }
  }
  return events;
}

/// The cells of one row, in the order of its header.
std::vector<std::string> cells_of(const Listing& listing, const Series& series, const Row& row) {
  const Bar& bar = row.bar;
  std::vector<std::string> cells{to_string(bar.open), to_string(bar.high), to_string(bar.low),
                                 to_string(bar.close)};
  if (series.is_adjusted) cells.push_back(to_string(row.adjusted_close));
  cells.push_back(to_string(bar.volume));
  if (!series.is_adjusted) return cells;
  const Events events = events_of(listing, bar.session);
  cells.push_back(to_string(events.dividend));
  if (series.timeframe == kDaily) cells.push_back(events.split);
  return cells;
}

std::vector<std::string_view> names_of(const Series& series) {
  if (!series.is_adjusted) return {"open", "high", "low", "close", "volume"};
  std::vector<std::string_view> names{"open",   "high",           "low", "close", "adjusted close",
                                      "volume", "dividend amount"};
  if (series.timeframe == kDaily) names.emplace_back("split coefficient");
  return names;
}

std::string csv_of(const Listing& listing, const Series& series, const std::vector<Row>& rows) {
  std::string text = "timestamp";
  for (const std::string_view name : names_of(series)) {
    std::string column{name};
    if (series.timeframe == kDaily) std::ranges::replace(column, ' ', '_');
    text += "," + column;
  }
  text += "\r\n";
  for (const Row& row : rows) {
    text += label_of(row, series.timeframe);
    for (const std::string& cell : cells_of(listing, series, row)) text += "," + cell;
    text += "\r\n";
  }
  return text;
}

std::string json_of(const Listing& listing, const Series& series, const std::vector<Row>& rows) {
  JsonWriter json;
  json.compact(true).begin_object().key("Meta Data").begin_object();
  json.member("1. Information", "Prices").member("2. Symbol", listing.symbol);
  json.member("3. Last Refreshed", rows.empty() ? "" : label_of(rows.front(), series.timeframe));
  json.member("4. Time Zone", "US/Eastern").end_object();
  json.key(series.key).begin_object();
  const auto names = names_of(series);
  for (const Row& row : rows) {
    json.key(label_of(row, series.timeframe)).begin_object();
    const auto cells = cells_of(listing, series, row);
    for (std::size_t i = 0; i < names.size(); ++i) {
      json.member(std::to_string(i + 1) + ". " + std::string{names[i]}, cells[i]);
    }
    json.end_object();
  }
  json.end_object().end_object();
  return json.take();
}

net::HttpResponse time_series(const Question& question, const Series& series,
                              const Catalog& catalog) {
  const Listing* const listing = catalog.find(question.value("symbol"));
  if (listing == nullptr) return invalid_call(question.value("function"));
  std::vector<Row> rows = rows_of(*listing, series.timeframe);
  if (const std::string month = question.value("month"); !month.empty()) {
    std::erase_if(
        rows, [&month](const Row& row) { return !to_string(row.bar.session).starts_with(month); });
  }
  std::ranges::reverse(rows);
  const bool is_short = series.timeframe == kDaily || series.timeframe.is_intraday();
  if (is_short && question.value("outputsize", "compact") != "full" && rows.size() > kCompact) {
    rows.erase(rows.begin() + kCompact, rows.end());
  }
  return wants_csv(question) ? csv(csv_of(*listing, series, rows))
                             : json_response(json_of(*listing, series, rows));
}

net::HttpResponse global_quote(const Question& question, const Catalog& catalog) {
  const Listing* const listing = catalog.find(question.value("symbol"));
  const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
  JsonWriter json;
  json.begin_object().key("Global Quote").begin_object();
  std::string text =
      "symbol,open,high,low,price,volume,latestDay,previousClose,change,"
      "changePercent\r\n";
  if (last) {
    const Bar& bar = last->row.bar;
    const Price before = last->before ? last->before->bar.close : bar.close;
    const Price change = bar.close - before;
    JsonWriter percent;
    percent.value(100.0 * change.as_double() / before.as_double());
    std::string share = percent.take();
    share.back() = '%';
    const std::vector<std::pair<std::string_view, std::string>> cells{
        {"01. symbol", listing->symbol},
        {"02. open", to_string(bar.open)},
        {"03. high", to_string(bar.high)},
        {"04. low", to_string(bar.low)},
        {"05. price", to_string(bar.close)},
        {"06. volume", to_string(bar.volume)},
        {"07. latest trading day", to_string(bar.session)},
        {"08. previous close", to_string(before)},
        {"09. change", to_string(change)},
        {"10. change percent", share}};
    std::string separator;
    for (const auto& [name, cell] : cells) {
      json.member(name, cell);
      text += separator + cell;
      separator = ",";
    }
    text += "\r\n";
  }
  json.end_object().end_object();
  return wants_csv(question) ? csv(text) : json_response(json.take());
}

net::HttpResponse symbol_search(const Question& question, const Catalog& catalog) {
  JsonWriter json;
  json.begin_object().key("bestMatches").begin_array();
  std::string text =
      "symbol,name,type,region,marketOpen,marketClose,timezone,currency,matchScore\r\n";
  for (const Listing* listing : catalog.matching(question.value("keywords"))) {
    json.begin_object().member("1. symbol", listing->symbol).member("2. name", listing->name);
    json.member("3. type", "Equity").member("4. region", "United States");
    json.member("5. marketOpen", "09:30").member("6. marketClose", "16:00");
    json.member("7. timezone", "UTC-05").member("8. currency", "USD");
    json.member("9. matchScore", "1.0000").end_object();
    text += listing->symbol + "," + listing->name +
            ",Equity,United States,09:30,16:00,UTC-05,USD,1.0000\r\n";
  }
  json.end_array().end_object();
  return wants_csv(question) ? csv(text) : json_response(json.take());
}

net::HttpResponse actions(const Question& question, const Catalog& catalog, bool wants_splits) {
  const Listing* const listing = catalog.find(question.value("symbol"));
  JsonWriter json;
  json.begin_object().member("symbol", question.value("symbol")).key("data").begin_array();
  std::string text = wants_splits ? "effective_date,split_factor\r\n"
                                  : "ex_dividend_date,declaration_date,record_date,payment_date,"
                                    "amount\r\n";
  const auto kind =
      wants_splits ? CorporateAction::Kind::Split : CorporateAction::Kind::CashDividend;
  for (const CorporateAction& action :
       listing == nullptr ? std::vector<CorporateAction>{} : listing->actions) {
    if (action.kind != kind) continue;
    const std::string date = to_string(action.ex_date);
    const Events events = events_of(*listing, action.ex_date);
    json.begin_object().member(wants_splits ? "effective_date" : "ex_dividend_date", date);
    json.member(wants_splits ? "split_factor" : "amount",
                wants_splits ? events.split : to_string(action.amount));
    json.end_object();
    text += wants_splits ? date + "," + events.split + "\r\n"
                         : date + ",,,," + to_string(action.amount) + "\r\n";
  }
  json.end_array().end_object();
  return wants_csv(question) ? csv(text) : json_response(json.take());
}

Answered routed(const Question& question, const Catalog& catalog) {
  const std::string function = question.value("function");
  if (const auto series = series_of(function, question.value("interval"))) {
    return {Operation::History, time_series(question, *series, catalog)};
  }
  if (function == "GLOBAL_QUOTE") return {Operation::Quote, global_quote(question, catalog)};
  if (function == "SYMBOL_SEARCH") return {Operation::Search, symbol_search(question, catalog)};
  if (function == "SPLITS") return {Operation::Actions, actions(question, catalog, true)};
  if (function == "DIVIDENDS") return {Operation::Actions, actions(question, catalog, false)};
  if (function == "OVERVIEW") return {Operation::Fundamentals, json_response("{}\n")};
  if (function == "HISTORICAL_OPTIONS") {
    return {Operation::OptionChain,
            json_response("{\"endpoint\": \"Historical Options\", \"message\": \"success\", "
                          "\"data\": []}\n")};
  }
  return {Operation::Quote, invalid_call(function)};
}

}  // namespace

Answered answer_alpha_vantage(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  if (question.path != "/query") {
    answered.response = text_response("<html><body>not found</body></html>", 404, "text/html");
  } else if (question.value("apikey").empty()) {
    answered.response =
        refusal("Error Message", "the parameter apikey is invalid or missing: claim a key");
  }
  return answered;
}

}  // namespace tw::vendor_sim
