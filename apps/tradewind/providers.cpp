#include <algorithm>
#include <memory>

#include "command_line.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "providers_calls.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kProvidersFooter =
    "Keys come from the environment, from a file that NAME_FILE names, or from .env in the\n"
    "working directory or the home folder.\n"
    "\n"
    "Examples:\n"
    "  tradewind providers\n"
    "  tradewind providers reset polygon     the key was wrong and is right now\n"
    "  tradewind providers calls --provider yahoo --outcome throttle\n"
    "\n"
    "Exit codes: 0 done, 2 bad usage or settings, 3 the file of settings cannot be read.\n";

constexpr const char* kCallsFooter =
    "Calls are put on record where there is a database: the one of DATABASE_URL, or the file that\n"
    "'tradewind db migrate' makes in the home. They are kept for 90 days (tradewind db prune).\n"
    "\n"
    "Examples:\n"
    "  tradewind providers calls\n"
    "  tradewind providers calls --provider polygon --outcome throttle --limit 20 --json -\n"
    "\n"
    "Exit codes: 0 done, 1 the database is away, 2 bad usage, 3 there is no database.\n";

struct ProvidersFlags {
  MarketFlags market;
  std::string name;
};

using providers::Member;
using providers::VendorRecord;

/// Returns one word for whether it would be asked: "ready", "no key", "off", "waiting", "failing".
std::string state_of(const Member& member, const VendorRecord& record, Timestamp now) {
  if (!member.unusable.empty()) return "no key";
  if (record.off) return "off";
  if (record.throttled_until > now || record.budget.wait(1, now) != Duration{}) return "waiting";
  if (record.breaker.state(now) != providers::Breaker::State::Closed) return "failing";
  return "ready";
}

std::string error_text(const Member& member, const VendorRecord& record) {
  if (!member.unusable.empty()) return member.unusable;
  const auto& shown = record.off ? record.off : record.last_error;
  if (!shown) return {};
  return std::string{to_string(shown->reason)} + ": " + shown->what;
}

void add_off(report::JsonWriter& json, const std::optional<providers::Off>& off, const char* when) {
  if (!off) {
    json.null();
    return;
  }
  json.compact(true).begin_object();
  json.member("outcome", to_string(off->reason));
  json.member("what", off->what);
  if (off->until == providers::kForever)
    json.key(when).null();
  else
    json.member(when, to_string(off->until));
  json.end_object().compact(false);
}

void add_member(report::JsonWriter& json, const Member& member, const VendorRecord& record,
                Timestamp now) {
  const vendor::VendorFacts& facts = member.vendor->facts();
  json.begin_object();
  json.member("name", facts.name);
  json.member("title", facts.title);
  json.member("state", state_of(member, record, now));
  json.member("is_usable", member.unusable.empty() && !record.off);
  json.member("key", facts.key_name);
  json.member("is_key_set", member.unusable.empty());
  json.key("operations").compact(true).begin_array();
  for (std::size_t i = 0; i < vendor::kOperations; ++i) {
    const auto operation = static_cast<vendor::Operation>(i);
    if (facts.operations.has(operation)) json.value(to_string(operation));
  }
  json.end_array();
  json.key("timeframes").begin_array();
  for (const Timeframe timeframe : facts.timeframes) json.value(to_string(timeframe));
  json.end_array();
  json.key("history_from").begin_object();
  for (const Timeframe timeframe : facts.timeframes) {
    const auto reach = vendor::history_reach(facts, timeframe, now);
    if (reach) json.member(to_string(timeframe), to_string(*reach));
  }
  json.end_object();
  json.key("limits").begin_array();
  for (const vendor::RateLimit& limit : member.limits) json.value(providers::limit_text(limit));
  json.end_array().compact(false);
  json.member("budget_left", record.budget.left(now));
  json.member("health", record.health.score(now));
  json.member("breaker", to_string(record.breaker.state(now)));
  json.member("latency_seconds", record.health.latency_s);
  json.key("outcomes").compact(true).begin_object();
  for (std::size_t i = 0; i < vendor::kOutcomes; ++i) {
    json.member(to_string(static_cast<vendor::Outcome>(i)), record.outcomes[i]);
  }
  json.member("malformed", record.malformed);
  json.end_object().compact(false);
  json.key("off");
  add_off(json, record.off, "until");
  json.key("operations_off").begin_object();
  for (std::size_t i = 0; i < vendor::kOperations; ++i) {
    if (!record.operations_off[i]) continue;
    json.key(to_string(static_cast<vendor::Operation>(i)));
    add_off(json, record.operations_off[i], "until");
  }
  json.end_object();
  json.key("last_error");
  add_off(json, record.last_error, "at");
  json.end_object();
}

void list(const ProvidersFlags& flags) {
  MarketDesk desk{flags.market};
  const report::TerminalOptions options = terminal_options(flags.market.is_json_on_stdout());
  const Timestamp now = providers::this_machine().now();
  report::JsonWriter json;
  json.begin_object().key("providers").begin_array();
  std::string text = report::left("provider", 15) + report::left("state", 9) +
                     report::right("left", 6) + report::right("health", 8) +
                     report::right("latency", 9) + "  last error\n";
  for (const Member& member : desk.router().members()) {
    const VendorRecord record = desk.router().record_of(member);
    add_member(json, member, record, now);
    const auto left = record.budget.left(now);
    const bool was_asked = record.health.asked > 0;
    text += report::left(member.name(), 15) + report::left(state_of(member, record, now), 9) +
            report::right(left ? std::to_string(*left) : "-", 6) +
            report::right(was_asked ? report::grouped(record.health.score(now), 2) : "-", 8) +
            report::right(was_asked ? report::grouped(record.health.latency_s, 2) + " s" : "-", 9) +
            "  " + report::harmless(error_text(member, record), options) + "\n";
  }
  json.end_array().end_object();
  if (!flags.market.is_json_on_stdout()) print(text, false);
  if (!flags.market.json.empty()) write_text(flags.market.json, json.take());
}

void reset(const ProvidersFlags& flags) {
  MarketDesk desk{flags.market};
  const Member& member = desk.member(flags.name);
  desk.router().reset(member);
  if (!flags.market.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("reset", member.name()).end_object();
    write_text(flags.market.json, json.take());
  }
  print("Forgot what was held against " + member.name() + ", and what was spent of its budget.\n",
        flags.market.is_json_on_stdout());
}

}  // namespace

void add_providers(Verb root) {
  const Verb verb = root.verb("providers", "Who can be asked for prices, and how they do");
  verb.footer(kProvidersFooter);
  verb.may_have_verb();
  auto flags = std::make_shared<ProvidersFlags>();
  add_market_options(verb, flags->market, false);
  const Verb part = verb.verb("reset", "Forget what is held against one");
  part.option("name", flags->name, "Which one").required();
  part.footer(kProvidersFooter);
  part.runs([flags] { reset(*flags); });
  const Verb calls = verb.verb("calls", "List calls that were made, newest first");
  calls.footer(kCallsFooter);
  auto wanted = std::make_shared<ProvidersCalls>();
  calls.option("--provider", wanted->provider, "Only to this one").type_name("NAME");
  calls.option("--symbol", wanted->symbol, "Only about this one");
  calls.option("--outcome", wanted->outcome, "Only with this outcome: ok, throttle, ...");
  calls.option("--limit", wanted->limit, "At most so many (default: 50)")
      .in_range(1, 100'000)
      .type_name("N");
  calls.option("--after", wanted->after, "Go on after the call of this id").type_name("ID");
  add_database_options(calls, wanted->database);
  add_json_option(calls, wanted->json);
  calls.runs([flags, wanted] {
    if (wanted->database.home.empty()) wanted->database.home = flags->market.home;
    list_provider_calls(*wanted);
  });
  verb.runs([flags] { list(*flags); });
}

}  // namespace tw::app
