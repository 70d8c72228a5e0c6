#include <algorithm>
#include <array>
#include <utility>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/unit.hpp"
#include "formats/json_fields.hpp"
#include "formats/zone.hpp"
#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::yahoo {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::History;
using vendor::HistoryRow;

constexpr std::string_view kNewYork = "America/New_York";
/// What exchanges elsewhere hold back for those who do not pay.
constexpr Duration kDelayAbroad = Duration::minutes(15);

/// What the chart says of the symbol and of its session now.
struct Meta {
  PriceUnit unit;
  std::string zone_name;
  formats::Zone zone;
  std::int64_t offset_ns = 0;  ///< Used where the zone has no name that we know.
  bool has_zone = false;
  std::optional<Timestamp> market_at;  ///< The last trade.
  std::optional<Timestamp> opens_at;   ///< The session of now, or the next one.
  std::optional<Timestamp> closes_at;

  bool is_open() const {
    return market_at && opens_at && closes_at && *market_at >= *opens_at && *market_at < *closes_at;
  }
  Date date_of(Timestamp at) {
    if (has_zone) return Date::of({zone.to_wall(at)});
    return Date::of(at + Duration{offset_ns});
  }
};

Meta parse_meta(JsonFields& fields, JsonNode node) {
  constexpr std::int64_t kOffsetMaxS = 86'400;
  Meta meta{.unit = price_unit(node["currency"].token()),
            .zone_name = node["exchangeTimezoneName"].text(),
            .zone = {},
            .market_at = fields.unix_time(node["regularMarketTime"], UnixUnit::Seconds)};
  if (const auto zone = formats::Zone::named(meta.zone_name)) {
    meta.zone = *zone;
    meta.has_zone = true;
  }
  const auto offset = fields.integer(node["gmtoffset"]).value_or(0);
  meta.offset_ns = Duration::seconds(std::clamp(offset, -kOffsetMaxS, kOffsetMaxS)).ns;
  const JsonNode regular = node["currentTradingPeriod"]["regular"];
  meta.opens_at = fields.unix_time(regular["start"], UnixUnit::Seconds);
  meta.closes_at = fields.unix_time(regular["end"], UnixUnit::Seconds);
  return meta;
}

/// Labels rows as `HistoryRow` wants them.
class Labels {
 public:
  Labels(Meta& meta, Timeframe timeframe) : meta_{meta}, timeframe_{timeframe} {}

  Timestamp of(Timestamp at) {
    if (timeframe_.is_intraday()) return at;
    const Date date = meta_.date_of(at);
    if (timeframe_ == kDaily) return date.midnight();
    if (meta_.zone_name == kNewYork) return vendor::us_session_label(date, timeframe_);
    return period(date).first.midnight();
  }
  CalendarPeriod period(Date date) const {
    return period_of(date, timeframe_, SessionCalendar::of(CalendarKind::Nyse));
  }

 private:
  Meta& meta_;
  Timeframe timeframe_;
};

/// The columns of the chart, walked side by side.
struct Columns {
  JsonNode::Iterator at, open, high, low, close, volume, adjusted;
  bool has_adjusted = false;

  void next() {
    for (JsonNode::Iterator* column : {&at, &open, &high, &low, &close, &volume}) ++*column;
    if (has_adjusted) ++adjusted;
  }
};

class Chart {
 public:
  Chart(JsonNode result, const vendor::HistoryRequest& request)
      : result_{result},
        request_{request},
        meta_{parse_meta(fields_, result["meta"])},
        labels_{meta_, request.timeframe} {
    history_.symbol = request.symbol;
    history_.timeframe = request.timeframe;
    history_.basis = PriceBasis::Split;
    history_.currency = meta_.unit.currency;
    history_.zone = meta_.zone_name;
    history_.delay = meta_.zone_name == kNewYork ? Duration{} : kDelayAbroad;
  }

  vendor::Answer<History> parse() {
    const JsonNode times = result_["timestamp"];
    const JsonNode quote = result_["indicators"]["quote"].front();
    if (times.empty() || quote["close"].empty()) {
      return std::unexpected{vendor::refused(vendor::Outcome::NoData, "no bars in this window")};
    }
    if (!parse_rows(times, quote)) return std::unexpected{vendor::malformed(what_)};
    parse_actions(result_["events"]);
    if (!fields_.is_sound()) return std::unexpected{vendor::malformed(fields_.what())};
    vendor::put_in_order(history_);
    mark_running();
    history_.rounded_values = fields_.rounded_values();
    if (history_.rows.empty() && history_.actions.empty()) {
      return std::unexpected{vendor::refused(vendor::Outcome::NoData, "no bars in this window")};
    }
    return std::move(history_);
  }

 private:
  bool parse_rows(JsonNode times, JsonNode quote) {
    const JsonNode adjusted = result_["indicators"]["adjclose"].front()["adjclose"];
    for (const std::string_view name : {"open", "high", "low", "close", "volume"}) {
      if (quote[name].size() == times.size()) continue;
      what_ = "'" + std::string{name} + "' has " + std::to_string(quote[name].size()) +
              " values for " + std::to_string(times.size()) + " bars";
      return false;
    }
    Columns columns{.at = times.begin(),
                    .open = quote["open"].begin(),
                    .high = quote["high"].begin(),
                    .low = quote["low"].begin(),
                    .close = quote["close"].begin(),
                    .volume = quote["volume"].begin(),
                    .adjusted = adjusted.begin(),
                    .has_adjusted = adjusted.size() == times.size()};
    history_.rows.reserve(times.size());
    for (std::size_t left = times.size(); left > 0; --left) {
      parse_row(columns, left == 1);
      if (left > 1) columns.next();
    }
    return true;
  }

  Price whole(std::optional<Price> price, JsonNode node) const {
    const bool is_noisy = node.token().size() > kPlainDigitsMax;
    return in_whole_units(is_noisy ? without_float_noise(*price) : *price, meta_.unit);
  }

  void parse_row(const Columns& columns, bool is_last) {
    const auto at = fields_.unix_time(*columns.at, UnixUnit::Seconds);
    const auto open = fields_.price(*columns.open);
    const auto high = fields_.price(*columns.high);
    const auto low = fields_.price(*columns.low);
    const auto close = fields_.price(*columns.close);
    if (!at || !open || !high || !low || !close) {
      history_.nulls_skipped += 1;
      return;
    }
    HistoryRow row{.label = {},
                   .open = whole(open, *columns.open),
                   .high = whole(high, *columns.high),
                   .low = whole(low, *columns.low),
                   .close = whole(close, *columns.close),
                   .volume = fields_.volume(*columns.volume).value_or(Volume{}),
                   .adjusted_close = std::nullopt};
    if (columns.has_adjusted) {
      const auto adjusted = fields_.price(*columns.adjusted);
      if (adjusted) row.adjusted_close = whole(adjusted, *columns.adjusted);
    }
    if (is_last && is_live(*at)) {
      join_live(row, *at);
      return;
    }
    if (is_after_close(*at)) return;
    row.label = labels_.of(*at);
    history_.rows.push_back(row);
  }

  /// The running bar carries the time of the last trade instead of its own.
  bool is_live(Timestamp at) const {
    if (!meta_.market_at || at != *meta_.market_at) return false;
    return !request_.timeframe.is_intraday() || !is_on_grid(at);
  }
  /// Bars of a session are as far from its open as a whole number of their spans.
  Duration past_grid(Timestamp at) const {
    const Timestamp anchor = history_.rows.empty() ? Timestamp{} : history_.rows.front().label;
    const std::int64_t span = request_.timeframe.span().ns;
    // Each by itself: two times far apart have no difference in 64 bits.
    const std::int64_t past = at.unix_ns % span - anchor.unix_ns % span;
    return {((past % span) + span) % span};
  }
  bool is_on_grid(Timestamp at) const { return past_grid(at) == Duration{}; }

  /// A row without trades that begins where regular hours end.
  bool is_after_close(Timestamp at) const {
    if (!request_.timeframe.is_intraday() || request_.with_extended_hours) return false;
    const JsonNode periods = result_["meta"]["tradingPeriods"];
    const JsonNode days = periods.is(JsonNode::Kind::Object) ? periods["regular"] : periods;
    return std::ranges::any_of(days, [&](JsonNode day) {
      JsonFields fields;
      const auto end = fields.unix_time(day.front()["end"], UnixUnit::Seconds);
      return end && *end == at;
    });
  }

  void join_live(HistoryRow& row, Timestamp at) {
    row.is_complete = false;
    const bool is_intraday = request_.timeframe.is_intraday();
    row.label = is_intraday ? at - past_grid(at) : labels_.of(at);
    const bool has_bar = !history_.rows.empty() && history_.rows.back().label == row.label;
    if (!has_bar) {
      history_.rows.push_back(row);
      return;
    }
    HistoryRow& bar = history_.rows.back();
    history_.repeats_merged += 1;
    if (request_.timeframe == kDaily) {  // It knows the whole day.
      bar = row;
      return;
    }
    // It knows the last day of a week, or the last price of a minute.
    bar.high = std::max(bar.high, row.high);
    bar.low = std::min(bar.low, row.low);
    bar.close = row.close;
    bar.adjusted_close = row.adjusted_close;
    if (!is_intraday) {
      if (const auto sum = checked_add(bar.volume, row.volume)) bar.volume = *sum;
    }
    bar.is_complete = false;
  }

  /// Marks the last bar when the session is in it and goes on.
  void mark_running() {
    if (history_.rows.empty() || !meta_.market_at) return;
    HistoryRow& last = history_.rows.back();
    const Timeframe timeframe = request_.timeframe;
    if (timeframe.is_intraday()) {
      if (meta_.is_open() && last.label + timeframe.span() > *meta_.market_at) {
        last.is_complete = false;
      }
      return;
    }
    const Date today = meta_.date_of(*meta_.market_at);
    const CalendarPeriod period = labels_.period(Date::of(last.label));
    if (today < period.first || today > period.last) return;
    const Date last_weekday =
        timeframe.unit == Timeframe::Unit::Week ? period.first + 4 : period.last;
    if (meta_.is_open() || (timeframe != kDaily && today < last_weekday)) last.is_complete = false;
  }

  void parse_actions(JsonNode events) {
    for (const std::string_view kind : {"dividends", "capitalGains"}) {
      for (const JsonNode event : events[kind]) add_payment(event);
    }
    for (const JsonNode event : events["splits"]) add_split(event);
    std::ranges::stable_sort(history_.actions, {}, &CorporateAction::ex_date);
  }

  std::optional<CorporateAction> begin_action(JsonNode event, CorporateAction::Kind kind) {
    const auto at = fields_.unix_time(event["date"], UnixUnit::Seconds);
    if (!at) {
      fields_.fault("'date' of an event is missing");
      return std::nullopt;
    }
    CorporateAction action;
    action.kind = kind;
    action.ex_date = meta_.date_of(*at);
    action.symbol = Label{std::string_view{request_.symbol}};
    return action;
  }

  void add_payment(JsonNode event) {
    auto action = begin_action(event, CorporateAction::Kind::CashDividend);
    const auto amount = fields_.price(event["amount"]);
    if (!action || !amount || amount->raw() <= 0) return;
    const JsonNode currency = event["currency"];
    const PriceUnit unit = currency.has_value() ? price_unit(currency.token()) : meta_.unit;
    const bool is_noisy = event["amount"].token().size() > kPlainDigitsMax;
    action->amount = in_whole_units(is_noisy ? without_float_noise(*amount) : *amount, unit);
    action->currency = unit.currency;
    const auto same = std::ranges::find_if(history_.actions, [&](const CorporateAction& other) {
      return other.ex_date == action->ex_date && other.currency == action->currency;
    });
    if (same == history_.actions.end()) {
      history_.actions.push_back(*action);
    } else if (const auto sum = checked_add(same->amount, action->amount)) {
      same->amount = *sum;
    }
  }

  void add_split(JsonNode event) {
    auto action = begin_action(event, CorporateAction::Kind::Split);
    // A ratio may have decimals: 1.046 for 1 is 1046 for 1000.
    constexpr std::int64_t kThousand = 1'000;
    const auto shares = [&](std::string_view name) -> std::int64_t {
      const auto price = fields_.price(event[name]);
      return price ? price->raw() / (Price::kScale / kThousand) : 0;
    };
    std::int64_t numerator = shares("numerator");
    std::int64_t denominator = shares("denominator");
    constexpr std::int64_t kSharesMax = 2'000'000'000;
    if (!action || numerator <= 0 || denominator <= 0) return;
    if (numerator % kThousand == 0 && denominator % kThousand == 0) {
      numerator /= kThousand;
      denominator /= kThousand;
    }
    if (numerator > kSharesMax || denominator > kSharesMax) return;
    action->numerator = static_cast<std::int32_t>(numerator);
    action->denominator = static_cast<std::int32_t>(denominator);
    history_.actions.push_back(*action);
  }

  JsonNode result_;
  const vendor::HistoryRequest& request_;
  JsonFields fields_;
  Meta meta_;
  Labels labels_;
  History history_;
  std::string what_;
};

}  // namespace

vendor::Answer<History> parse_chart(const vendor::HttpResponse& response,
                                    const vendor::HistoryRequest& request) {
  const auto document = document_of(response);
  if (!document) return std::unexpected{document.error()};
  const JsonNode result = document->root()["chart"]["result"].front();
  if (!result["meta"].is(JsonNode::Kind::Object)) {
    return std::unexpected{vendor::malformed("'chart.result' is missing")};
  }
  return Chart{result, request}.parse();
}

}  // namespace tw::adapters::yahoo
