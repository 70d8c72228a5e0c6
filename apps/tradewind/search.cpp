#include <memory>

#include "command_line.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "report/terminal_text.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kSearchFooter =
    "Examples:\n"
    "  tradewind search apple\n"
    "  tradewind search \"berkshire hathaway\" --json\n"
    "\n"
    "Exit codes: 0 done, 1 no provider answered, 2 bad usage, 3 nothing matches.\n";

struct SearchFlags {
  MarketFlags market;
  std::vector<std::string> words;
};

void search(const SearchFlags& flags) {
  std::string text;
  for (const std::string& word : flags.words) text += (text.empty() ? "" : " ") + word;
  MarketDesk desk{flags.market};
  const auto found = or_fail(desk.router().search(text, flags.market.choice()), text, desk, false);
  const report::TerminalOptions options = terminal_options(flags.market.is_json_on_stdout());
  report::JsonWriter json;
  json.begin_object().key("matches").begin_array();
  std::string table;
  for (const vendor::SymbolMatch& match : found.value) {
    json.compact(true).begin_object();
    json.member("symbol", match.symbol);
    json.member("name", match.name);
    json.member("exchange", match.exchange);
    json.member("kind", match.kind);
    json.member("region", match.region);
    json.member("currency", match.currency.view());
    json.end_object().compact(false);
    table += report::left(report::harmless(match.symbol, options), 14) +
             report::left(report::harmless(match.kind, options), 8) +
             report::left(report::harmless(match.exchange, options), 10) +
             report::harmless(match.name, options) + "\n";
  }
  json.end_array();
  add_provenance(json, found);
  json.end_object();
  if (found.value.empty()) table = "Nothing matches '" + report::harmless(text, options) + "'.\n";
  if (!flags.market.is_json_on_stdout()) print(table + provenance_text(found) + "\n", false);
  if (!flags.market.json.empty()) write_text(flags.market.json, json.take());
}

}  // namespace

void add_search(Verb root) {
  const Verb verb = root.verb("search", "Symbols by name or by a part of them");
  verb.footer(kSearchFooter);
  auto flags = std::make_shared<SearchFlags>();
  add_market_options(verb, flags->market);
  verb.option("text", flags->words, "What to look for").required().type_name("TEXT...");
  verb.runs([flags] { search(*flags); });
}

}  // namespace tw::app
