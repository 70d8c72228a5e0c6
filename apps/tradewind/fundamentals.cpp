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

constexpr const char* kFundamentalsFooter =
    "Ratios are fractions.\n"
    "\n"
    "Examples:\n"
    "  tradewind fundamentals AAPL\n"
    "  tradewind fundamentals AAPL --json\n"
    "\n"
    "Exit codes: 0 done, 1 no provider answered, 2 bad usage, 3 a symbol that nobody knows.\n";

struct FundamentalsFlags {
  MarketFlags market;
  std::string symbol;
};

void fundamentals(const FundamentalsFlags& flags) {
  const std::string symbol = symbol_of(flags.symbol);
  MarketDesk desk{flags.market};
  const auto answer =
      or_fail(desk.router().fundamentals(symbol, flags.market.choice()), symbol, desk);
  const report::TerminalOptions options = terminal_options(flags.market.is_json_on_stdout());
  report::JsonWriter json;
  json.begin_object().member("symbol", symbol);
  add_provenance(json, answer);
  std::string text;
  json.key("words").begin_object();
  for (const auto& [name, word] : answer.value.words) {
    json.member(name, word);
    text += report::left(name, 24) + report::harmless(word, options) + "\n";
  }
  json.end_object().key("figures").begin_object();
  for (const auto& [name, figure] : answer.value.figures) {
    json.member(name, figure);
    text += report::left(name, 24) + report::right(report::figure_text(figure), 24) + "\n";
  }
  json.end_object().end_object();
  text += provenance_text(answer) + "\n";
  if (!flags.market.is_json_on_stdout()) print(text, false);
  if (!flags.market.json.empty()) write_text(flags.market.json, json.take());
}

}  // namespace

void add_fundamentals(Verb root) {
  const Verb verb = root.verb("fundamentals", "What providers say of a company");
  verb.footer(kFundamentalsFooter);
  auto flags = std::make_shared<FundamentalsFlags>();
  add_market_options(verb, flags->market);
  verb.option("symbol", flags->symbol, "Which company").required().type_name("SYMBOL");
  verb.runs([flags] { fundamentals(*flags); });
}

}  // namespace tw::app
