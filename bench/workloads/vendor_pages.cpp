#include "workloads/vendor_pages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "adapters/alpaca/parse.hpp"
#include "adapters/alphavantage/parse.hpp"
#include "adapters/finnhub/parse.hpp"
#include "adapters/iex/parse.hpp"
#include "adapters/polygon/parse.hpp"
#include "adapters/tiingo/parse.hpp"
#include "adapters/twelvedata/parse.hpp"
#include "adapters/yahoo/parse.hpp"
#include "core/assert.hpp"
#include "market/us_time.hpp"
#include "vendor/history.hpp"
#include "vendor_sim/vendors.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::workloads {
namespace {

using vendor::Answer;
using vendor::History;
using vendor::HttpResponse;
using vendor_sim::Catalog;

constexpr const char* kSymbol = "W1";

/// One minute in so many has no trades, where a vendor says that by null.
constexpr std::size_t kNullEvery = 97;

// Yahoo's chart, whose prices were 32-bit floats: the double sends them as they were kept.

void append_number(std::string& text, double value) {
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

template <class Append>
void append_column(std::string& text, std::string_view name, std::size_t size, Append&& append) {
  text += '"';
  text += name;
  text += "\":[";
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) text += ',';
    append(i);
  }
  text += ']';
}

bool is_null(std::size_t i) { return i % kNullEvery == kNullEvery - 1; }

void append_prices(std::string& text, std::string_view name,
                   const std::vector<std::int64_t>& column) {
  append_column(text, name, column.size(), [&](std::size_t i) {
    if (is_null(i)) {
      text += "null";
      return;
    }
    const double price = Price::from_raw(column[i]).as_double();
    append_number(text, static_cast<double>(static_cast<float>(price)));
  });
  text += ',';
}

Pages yahoo_pages(const BarTable& bars) {
  std::string text =
      R"({"chart":{"result":[{"meta":{"currency":"USD","symbol":"W1","exchangeTimezoneName":"UTC",)"
      R"("regularMarketTime":1893456000,"priceHint":2,"dataGranularity":"1m"},)";
  append_column(text, "timestamp", bars.size(),
                [&](std::size_t i) { text += std::to_string(bars.start[i] / 1'000'000'000); });
  text += R"(,"indicators":{"quote":[{)";
  append_prices(text, "open", bars.open);
  append_prices(text, "high", bars.high);
  append_prices(text, "low", bars.low);
  append_prices(text, "close", bars.close);
  append_column(text, "volume", bars.size(), [&](std::size_t i) {
    text += is_null(i) ? "null" : std::to_string(bars.volume[i] / Volume::kScale);
  });
  text += R"(}]}}],"error":null}})";
  return {{.status = 200, .headers = {}, .body = std::move(text)}};
}

// The others in the words of the vendors' double.

Catalog catalog_of(BarTable bars) {
  vendor_sim::Listing listing{.symbol = kSymbol, .name = kSymbol, .tables = {}, .actions = {}};
  listing.tables.push_back(std::move(bars));
  Catalog catalog;
  catalog.add(std::move(listing));
  return catalog;
}

HttpResponse asked(std::string_view vendor, const Catalog& catalog, std::string path,
                   net::Query query) {
  vendor_sim::Question question{.request = {}, .path = std::move(path), .query = std::move(query)};
  question.request.headers = {{"Authorization", "Bearer bench"},
                              {"APCA-API-KEY-ID", "bench"},
                              {"APCA-API-SECRET-KEY", "bench"}};
  for (const char* const name : {"token", "apikey", "apiKey"}) {
    question.query.emplace_back(name, "bench");
  }
  const vendor_sim::SimVendor* const sim = vendor_sim::vendor_named(vendor);
  TW_ASSERT(sim != nullptr);
  HttpResponse response = sim->answer(question, catalog).response;
  TW_ASSERT(response.status == 200);
  return response;
}

/// Asks for pages of `size` bars until all are there; `query_of` gives the query of one by the
/// first bar on it.
template <class QueryOf>
Pages paged(std::string_view vendor, const BarTable& bars, std::size_t size,
            const std::string& path, QueryOf&& query_of) {
  const Catalog catalog = catalog_of(bars);
  Pages pages;
  for (std::size_t first = 0; first < bars.size(); first += size) {
    pages.push_back(asked(vendor, catalog, path, query_of(first)));
  }
  return pages;
}

Pages alpaca_pages(const BarTable& bars) {
  return paged("alpaca", bars, 10'000, "/v2/stocks/W1/bars", [](std::size_t first) -> net::Query {
    return {{"timeframe", "1Min"}, {"limit", "10000"}, {"page_token", std::to_string(first)}};
  });
}

Pages alphavantage_pages(const BarTable& bars) {
  const Catalog catalog = catalog_of(bars);
  Pages pages;
  std::string last;
  for (const std::int32_t day : bars.session) {
    const std::string month = to_string(Date{day}).substr(0, 7);
    if (month == last) continue;
    last = month;
    pages.push_back(asked("alphavantage", catalog, "/query",
                          {{"function", "TIME_SERIES_INTRADAY"},
                           {"symbol", kSymbol},
                           {"interval", "1min"},
                           {"outputsize", "full"},
                           {"month", month}}));
  }
  return pages;
}

Pages finnhub_pages(const BarTable& bars) {
  return {asked("finnhub", catalog_of(bars), "/stock/candle",
                {{"symbol", kSymbol}, {"resolution", "1"}})};
}

/// A chart of minutes is that of one session.
Pages iex_pages(const BarTable& bars) {
  Pages pages;
  const BarSeries series = bars.view({});
  for (std::size_t i = 0; i < bars.size();) {
    BarTable session{.timeframe = bars.timeframe};
    const std::int32_t day = bars.session[i];
    for (; i < bars.size() && bars.session[i] == day; ++i) session.push(series.at(i));
    pages.push_back(asked("iex", catalog_of(std::move(session)), "/stock/W1/chart/1d", {}));
  }
  return pages;
}

Pages polygon_pages(const BarTable& bars) {
  const std::string path = "/v2/aggs/ticker/W1/range/1/minute/2015-01-01/2199-12-31";
  return paged("polygon", bars, 50'000, path, [](std::size_t first) -> net::Query {
    return {{"limit", "50000"}, {"cursor", std::to_string(first)}};
  });
}

Pages tiingo_pages(const BarTable& bars) {
  return {asked("tiingo", catalog_of(bars), "/iex/W1/prices",
                {{"resampleFreq", "1min"}, {"columns", "open,high,low,close,volume"}})};
}

Pages twelvedata_pages(const BarTable& bars) {
  constexpr std::size_t kSize = 5'000;
  const auto text_of = [&](std::size_t i) {
    std::string text = vendor_sim::utc_text({bars.start[std::min(i, bars.size() - 1)]});
    text.resize(16);
    text[10] = ' ';
    return text;
  };
  return paged("twelvedata", bars, kSize, "/time_series", [&](std::size_t first) -> net::Query {
    return {{"symbol", kSymbol},
            {"interval", "1min"},
            {"timezone", "UTC"},
            {"outputsize", std::to_string(kSize)},
            {"start_date", text_of(first)},
            {"end_date", text_of(first + kSize - 1)}};
  });
}

/// Appends what `read` made of a page, or passes its refusal on.
Answer<void> appended(Answer<History> read, History& history) {
  if (!read) return std::unexpected{std::move(read.error())};
  if (history.rows.empty()) {
    history = std::move(*read);
  } else {
    vendor::append(history, std::move(*read));
  }
  return {};
}

/// Leaves out what an adapter's function tells of a page beside the bars.
template <class Told>
Answer<void> without_news(Answer<Told> read) {
  if (!read) return std::unexpected{std::move(read.error())};
  return {};
}

}  // namespace

vendor::HistoryRequest minutes_of_w1() {
  return {.symbol = kSymbol,
          .timeframe = {Timeframe::Unit::Minute, 1},
          .from = {},
          .to = {},
          .with_extended_hours = true};
}

BarTable minutes_in_new_york(std::size_t bars) {
  constexpr Walk kW1{.seed = 1001, .bars = 0, .sigma = 0.0005, .breaks_ties = true};
  const Date first = *Date::from_civil(2015, 1, 1);
  Walk walk = kW1;
  walk.bars = bars;
  BarTable table = minute_bars(walk, first);
  const Duration behind =
      to_utc(WallClock::UsEastern, {.date = first, .since_midnight = {}}) - first.midnight();
  for (std::size_t i = 0; i < table.size(); ++i) {
    table.start[i] += behind.ns;
    table.session[i] = to_wall(WallClock::UsEastern, {table.start[i]}).date.days;
  }
  return table;
}

const std::vector<JsonVendor>& json_vendors() {
  using vendor::HttpResponse;
  static const std::vector<JsonVendor> kVendors{
      {"yahoo", "close", false, false, yahoo_pages,
       [](const HttpResponse& page, History& history) {
         return appended(adapters::yahoo::parse_chart(page, minutes_of_w1()), history);
       }},
      {"alpaca", "c", false, true, alpaca_pages,
       [](const HttpResponse& page, History& history) {
         return without_news(adapters::alpaca::add_bars(page, {}, history));
       }},
      {"alphavantage", "4. close", true, true, alphavantage_pages,
       [](const HttpResponse& page, History& history) {
         return appended(adapters::alphavantage::parse_series(page, {}, minutes_of_w1()), history);
       }},
      {"finnhub", "c", false, true, finnhub_pages,
       [](const HttpResponse& page, History& history) {
         return adapters::finnhub::add_candles(page, {}, history);
       }},
      {"iex", "close", false, true, iex_pages,
       [](const HttpResponse& page, History& history) {
         return adapters::iex::add_bars(page, {}, history);
       }},
      {"polygon", "c", false, true, polygon_pages,
       [](const HttpResponse& page, History& history) {
         return without_news(adapters::polygon::add_bars(page, {}, history));
       }},
      {"tiingo", "close", false, true, tiingo_pages,
       [](const HttpResponse& page, History& history) {
         return adapters::tiingo::add_bars(page, {}, history);
       }},
      {"twelvedata", "close", true, true, twelvedata_pages,
       [](const HttpResponse& page, History& history) {
         return without_news(adapters::twelvedata::add_bars(page, {}, history));
       }},
  };
  return kVendors;
}

const JsonVendor* json_vendor(std::string_view name) {
  const auto& all = json_vendors();
  const auto found = std::ranges::find(all, name, &JsonVendor::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace tw::workloads
