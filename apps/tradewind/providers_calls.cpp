#include "providers_calls.hpp"

#include <algorithm>

#include "database_there.hpp"
#include "market_desk.hpp"
#include "output.hpp"
#include "report/terminal_text.hpp"
#include "store/provider_calls.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

store::CallFilter filter_of(const ProvidersCalls& wanted, sql::Connection& db) {
  store::CallFilter filter{.provider = wanted.provider,
                           .symbol = wanted.symbol,
                           .outcome = wanted.outcome,
                           .from = std::nullopt,
                           .limit = wanted.limit,
                           .after = std::nullopt};
  if (!wanted.outcome.empty() && !vendor::parse_outcome(wanted.outcome)) {
    std::string known;
    for (std::size_t i = 0; i < vendor::kOutcomes; ++i) {
      known += (i == 0 ? "" : ", ") + std::string{to_string(static_cast<vendor::Outcome>(i))};
    }
    throw Failure{ExitCode::BadUsage,
                  "--outcome is '" + wanted.outcome + "', which is none; there are " + known};
  }
  if (wanted.after.empty()) return filter;
  const auto call = or_fail(store::find_call(db, wanted.after));
  if (!call) {
    throw Failure{ExitCode::BadData, "--after is '" + wanted.after +
                                         "', and there is no call of that id; leave it out to "
                                         "begin with the newest"};
  }
  filter.after = {call->at, call->id};
  return filter;
}

std::string to_json(const std::vector<store::ProviderCall>& calls) {
  report::JsonWriter json;
  json.begin_object().key("calls").begin_array();
  for (const store::ProviderCall& call : calls) {
    json.compact(true).begin_object();
    json.member("id", call.id);
    json.member("at", to_string(call.at));
    json.member("provider", call.provider);
    json.member("operation", call.operation);
    json.member("symbol", call.symbol);
    json.member("outcome", call.outcome);
    json.member("is_malformed", call.is_malformed);
    json.member("status", call.status);
    json.member("latency_seconds", seconds_of(call.latency));
    json.member("requests", call.requests);
    json.member("bytes", call.bytes);
    json.member("cost", call.cost);
    json.member("budget_left", call.budget_left);
    json.member("error", call.error);
    json.end_object().compact(false);
  }
  json.end_array().end_object();
  return json.take();
}

std::string to_text(const std::vector<store::ProviderCall>& calls,
                    const report::TerminalOptions& options) {
  using report::left;
  using report::right;
  std::string text = left("at (UTC)", 21) + left("provider", 14) + left("operation", 14) +
                     left("symbol", 11) + left("outcome", 17) + right("status", 6) +
                     right("latency", 10) + right("bytes", 10) + right("left", 6) + "  error\n";
  for (const store::ProviderCall& call : calls) {
    const auto second = Timestamp::from_seconds(call.at.unix_ns / 1'000'000'000);
    text += left(to_string(second), 21) + left(call.provider, 14) + left(call.operation, 14) +
            left(report::harmless(call.symbol, options), 11) +
            left(call.outcome + (call.is_malformed ? " (odd)" : ""), 17) +
            right(call.status == 0 ? "-" : std::to_string(call.status), 6) +
            right(span_text(call.latency), 10) + right(std::to_string(call.bytes), 10) +
            right(call.budget_left ? std::to_string(*call.budget_left) : "-", 6) + "  " +
            report::harmless(call.error, options) + '\n';
  }
  return calls.empty() ? "no calls are on record\n" : text;
}

}  // namespace

void list_provider_calls(const ProvidersCalls& wanted) {
  if (wanted.database.database.empty() && !database_there(wanted.database)) {
    throw Failure{ExitCode::BadData,
                  "there is no database, and so no record of calls: 'tradewind db migrate' makes "
                  "one in the home, or set DATABASE_URL"};
  }
  const auto db = open_database(wanted.database, sql::Access::Read);
  const auto calls = or_fail(store::list_calls(*db, filter_of(wanted, *db)));
  if (!wanted.json.empty()) write_text(wanted.json, to_json(calls));
  if (wanted.json == "-") return;
  print(to_text(calls, terminal_options(false)), false);
}

}  // namespace tw::app
