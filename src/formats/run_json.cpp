#include "formats/run_json.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "analytics/returns.hpp"
#include "core/date.hpp"
#include "formats/json_value.hpp"

namespace tw::formats {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t kDateLength = 10;  // "2010-01-04"

/// Returns the member when it is there and of that kind.
const JsonValue* member(const JsonValue& object, std::string_view name, Kind kind) {
  const JsonValue* found = object.find(name);
  return found != nullptr && found->is(kind) ? found : nullptr;
}

std::optional<Date> date_of(const JsonValue& label) {
  if (!label.is(Kind::Text) || label.text.size() < kDateLength) return std::nullopt;
  return parse_date(std::string_view{label.text}.substr(0, kDateLength));
}

/// Returns the last equity of each day; nothing when a point is not [label, number].
std::optional<analytics::DatedValues> equity_of(const JsonValue& points) {
  analytics::DatedValues values;
  for (const JsonValue& point : points.items) {
    if (!point.is(Kind::Array) || point.items.size() != 2) return std::nullopt;
    const auto date = date_of(point.items[0]);
    if (!date || !point.items[1].is(Kind::Number)) return std::nullopt;
    if (!values.dates.empty() && *date < values.dates.back()) return std::nullopt;
    if (values.dates.empty() || *date > values.dates.back()) {
      values.dates.push_back(*date);
      values.values.push_back(point.items[1].number);
    } else {
      values.values.back() = point.items[1].number;
    }
  }
  return values;
}

/// A closed trade, as far as it matters here.
struct Exit {
  std::string at;
  double pnl = 0.0;
};

std::optional<std::vector<Exit>> exits_of(const JsonValue& trades) {
  std::vector<Exit> exits;
  for (const JsonValue& trade : trades.items) {
    const JsonValue* at = member(trade, "exit_at", Kind::Text);
    const JsonValue* pnl = member(trade, "pnl", Kind::Number);
    if (at == nullptr || pnl == nullptr) return std::nullopt;
    exits.push_back({.at = at->text, .pnl = pnl->number});
  }
  std::ranges::stable_sort(exits, {}, &Exit::at);  // ISO labels sort as times do.
  return exits;
}

std::string title_of(const JsonValue& run) {
  const JsonValue* spec = member(run, "spec", Kind::Object);
  if (spec == nullptr) return "a backtest";
  const JsonValue* strategy = member(*spec, "strategy", Kind::Text);
  std::string title = strategy == nullptr ? "portfolio" : strategy->text;
  if (const JsonValue* symbols = member(*spec, "symbols", Kind::Array)) {
    for (std::size_t i = 0; i < symbols->items.size(); ++i) {
      title += (i == 0 ? " on " : ", ") + symbols->items[i].text;
    }
  }
  return title;
}

bool has_weekends(const std::vector<Date>& dates) {
  return std::ranges::any_of(dates, [](Date date) {
    return date.weekday() == Weekday::Saturday || date.weekday() == Weekday::Sunday;
  });
}

}  // namespace

std::expected<research::TrackRecord, std::string> read_run(std::string_view text) {
  const auto run = parse_json(text);
  if (!run) return std::unexpected{run.error()};
  const JsonValue* points = member(*run, "equity", Kind::Array);
  const JsonValue* trades = member(*run, "trades", Kind::Array);
  const JsonValue* spec = member(*run, "spec", Kind::Object);
  const JsonValue* cash = spec == nullptr ? nullptr : member(*spec, "cash", Kind::Number);
  if (points == nullptr) return std::unexpected{"it has no list 'equity'"};
  if (trades == nullptr) return std::unexpected{"it has no list 'trades'"};
  if (cash == nullptr || cash->number <= 0.0) {
    return std::unexpected{"its 'spec' has no positive 'cash'"};
  }
  const auto equity = equity_of(*points);
  if (!equity) return std::unexpected{"'equity' is not a list of [time, value], oldest first"};
  if (equity->size() < 3) return std::unexpected{"'equity' has fewer than three sessions"};
  const auto exits = exits_of(*trades);
  if (!exits) return std::unexpected{"a trade has no 'exit_at' or no 'pnl'"};

  research::TrackRecord record{.title = title_of(*run),
                               .run_id = {},
                               .first = to_string(equity->dates.front()),
                               .last = to_string(equity->dates.back()),
                               .session_returns = analytics::simple_returns(equity->values)};
  if (const JsonValue* id = member(*run, "run_id", Kind::Text)) record.run_id = id->text;
  record.periods_per_year = has_weekends(equity->dates) ? analytics::kSessionsPerYearAlwaysOpen
                                                        : analytics::kSessionsPerYear;
  std::vector<double> pnl;
  for (const Exit& exit : *exits) pnl.push_back(exit.pnl);
  record.trade_returns = research::trade_returns(cash->number, pnl);
  record.trades_per_year =
      research::trades_per_year(pnl.size(), equity->dates.front(), equity->dates.back());
  return record;
}

}  // namespace tw::formats
