#include <memory>

#include "command_line.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kChainFooter =
    "Without --expiry it is the nearest one; the others are listed.\n"
    "\n"
    "Examples:\n"
    "  tradewind chain AAPL\n"
    "  tradewind chain AAPL --expiry 2026-01-16 --json\n"
    "\n"
    "Exit codes: 0 done, 1 no provider answered, 2 bad usage, 3 a symbol without options.\n";

struct ChainFlags {
  MarketFlags market;
  std::string symbol;
  std::string expiry;
};

std::string cell(const std::optional<Price>& price) {
  return report::right(price ? report::price_text(*price) : "-", 11);
}

std::string line_of(const vendor::OptionContract& contract) {
  const auto& volatility = contract.implied_volatility;
  const auto& interest = contract.open_interest;
  return report::left(contract.is_call ? "call" : "put", 5) +
         report::left(to_string(contract.expiry), 12) +
         report::right(report::price_text(contract.strike), 12) + cell(contract.bid) +
         cell(contract.ask) + cell(contract.last) +
         report::right(interest ? report::grouped(interest->as_double(), 0) : "-", 11) +
         report::right(volatility ? report::percent(*volatility, 1) : "-", 9) +
         report::right(contract.delta ? report::grouped(*contract.delta, 3) : "-", 8) + "\n";
}

void add_contract(report::JsonWriter& json, const vendor::OptionContract& contract) {
  json.compact(true).begin_object();
  json.member("symbol", contract.symbol);
  json.member("right", contract.is_call ? "call" : "put");
  json.member("expiry", to_string(contract.expiry));
  json.member("strike", contract.strike);
  json.member("bid", contract.bid);
  json.member("ask", contract.ask);
  json.member("last", contract.last);
  json.member("volume", contract.volume);
  json.member("open_interest", contract.open_interest);
  json.member("implied_volatility", contract.implied_volatility);
  json.member("delta", contract.delta);
  json.member("gamma", contract.gamma);
  json.member("theta", contract.theta);
  json.member("vega", contract.vega);
  json.member("event_at",
              contract.event_at ? std::optional{to_string(*contract.event_at)} : std::nullopt);
  json.end_object().compact(false);
}

void chain(const ChainFlags& flags) {
  vendor::OptionChainRequest request{.underlying = symbol_of(flags.symbol), .expiry = {}};
  if (!flags.expiry.empty()) {
    request.expiry = parse_date(flags.expiry);
    if (!request.expiry) {
      throw Failure{ExitCode::BadUsage,
                    "--expiry is '" + flags.expiry + "'; write a date such as 2026-01-16"};
    }
  }
  MarketDesk desk{flags.market};
  const auto answer =
      or_fail(desk.router().option_chain(request, flags.market.choice()), request.underlying, desk);
  report::JsonWriter json;
  json.begin_object().member("underlying", request.underlying);
  add_provenance(json, answer);
  json.key("expiries").compact(true).begin_array();
  std::string text =
      report::left("", 5) + report::left("expiry", 12) + report::right("strike", 12) +
      report::right("bid", 11) + report::right("ask", 11) + report::right("last", 11) +
      report::right("open int.", 11) + report::right("vol.", 9) + report::right("delta", 8) + "\n";
  std::string expiries;
  for (const Date expiry : answer.value.expiries) {
    json.value(to_string(expiry));
    expiries += " " + to_string(expiry);
  }
  json.end_array().compact(false).key("contracts").begin_array();
  for (const vendor::OptionContract& contract : answer.value.contracts) {
    add_contract(json, contract);
    text += line_of(contract);
  }
  json.end_array().end_object();
  if (!expiries.empty()) text += "expiries:" + expiries + "\n";
  text += provenance_text(answer) + "\n";
  if (!flags.market.is_json_on_stdout()) print(text, false);
  if (!flags.market.json.empty()) write_text(flags.market.json, json.take());
}

}  // namespace

void add_chain(Verb root) {
  const Verb verb = root.verb("chain", "The options on a symbol");
  verb.footer(kChainFooter);
  auto flags = std::make_shared<ChainFlags>();
  add_market_options(verb, flags->market);
  verb.option("symbol", flags->symbol, "The underlying").required().type_name("SYMBOL");
  verb.option("--expiry", flags->expiry, "Only this one").type_name("DATE");
  verb.runs([flags] { chain(*flags); });
}

}  // namespace tw::app
