#include <memory>

#include "command_line.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "providers/quote_cache.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "shared_relay.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kQuoteFooter =
    "Each line says who gave the price and how old it is. Symbols: AAPL, BRK.B, ^GSPC, EUR/USD,\n"
    "BTC/USD, ES=F. With REDIS_URL set, what another process has just asked for is taken from "
    "there\n"
    "for a while (docs/redis.md), and the line says so; --fresh asks a provider all the same.\n"
    "\n"
    "Examples:\n"
    "  tradewind quote AAPL MSFT\n"
    "  tradewind quote BTC/USD --provider polygon --json\n"
    "\n"
    "Exit codes: 0 all were answered, 1 no provider answered, 2 bad usage, 3 a symbol that no\n"
    "provider knows.\n";

constexpr std::size_t kSymbolsMax = 500;

struct QuoteFlags {
  MarketFlags market;
  std::vector<std::string> symbols;
  bool is_fresh = false;
};

using providers::KeptQuote;

std::string change_text(const vendor::SymbolQuote& quote) {
  if (!quote.last || !quote.previous_close || quote.previous_close->raw() <= 0) return "-";
  const double before = quote.previous_close->as_double();
  return report::percent((quote.last->as_double() - before) / before);
}

std::string line_of(const std::string& symbol,
                    const providers::Sourced<vendor::SymbolQuote>& answer,
                    std::optional<Duration> kept_for, const report::TerminalOptions& options) {
  const vendor::SymbolQuote& quote = answer.value;
  return report::left(symbol, 11) + report::right(report::price_or_dash(quote.last), 12) + " " +
         report::left(report::harmless(quote.currency.view(), options), 4) +
         report::right(change_text(quote), 8) +
         report::right(report::price_or_dash(quote.bid), 11) +
         report::right(report::price_or_dash(quote.ask), 11) +
         report::right(answer.age ? span_text(*answer.age) : "-", 9) + "  " + answer.source +
         (kept_for ? ", kept " + span_text(*kept_for) + " ago" : "") + "\n";
}

void add_quote_json(report::JsonWriter& json, const std::string& symbol,
                    const providers::Sourced<vendor::SymbolQuote>& answer,
                    std::optional<Duration> kept_for) {
  const vendor::SymbolQuote& quote = answer.value;
  json.begin_object();
  json.member("symbol", symbol);
  json.member("currency", quote.currency.view());
  json.member("last", quote.last);
  json.member("bid", quote.bid);
  json.member("ask", quote.ask);
  json.member("bid_size", quote.bid_size);
  json.member("ask_size", quote.ask_size);
  json.member("open", quote.open);
  json.member("high", quote.high);
  json.member("low", quote.low);
  json.member("previous_close", quote.previous_close);
  json.member("volume", quote.volume);
  json.member("event_at",
              quote.event_at ? std::optional{to_string(*quote.event_at)} : std::nullopt);
  json.member("stated_delay_seconds", seconds_of(quote.delay));
  add_provenance(json, answer);
  json.member("is_from_cache", kept_for.has_value());
  json.member("kept_seconds", kept_for ? std::optional{seconds_of(*kept_for)} : std::nullopt);
  json.end_object();
}

/// Returns what is kept, else what providers say, and keeps that for the next who asks.
std::vector<KeptQuote> answers_to(const QuoteFlags& flags, const std::vector<std::string>& symbols,
                                  MarketDesk& desk) {
  const auto relay = shared_relay();
  providers::QuoteCache cache{*relay, providers::this_machine()};
  const providers::Choice choice = flags.market.choice();
  if (!flags.is_fresh) return providers::quotes_by(cache, desk.router(), symbols, choice);
  std::vector<KeptQuote> answers;
  answers.reserve(symbols.size());
  for (auto& fresh : desk.router().quotes(symbols, choice)) {
    if (fresh) cache.keep(symbols[answers.size()], choice.provider, *fresh);
    answers.push_back({.answer = std::move(fresh)});
  }
  return answers;
}

void quote(const QuoteFlags& flags) {
  if (flags.symbols.size() > kSymbolsMax) {
    throw Failure{ExitCode::BadUsage, "quote takes 1 to 500 symbols and was given " +
                                          std::to_string(flags.symbols.size())};
  }
  std::vector<std::string> symbols;
  symbols.reserve(flags.symbols.size());
  for (const std::string& symbol : flags.symbols) symbols.push_back(symbol_of(symbol));
  MarketDesk desk{flags.market};
  const std::vector<KeptQuote> answers = answers_to(flags, symbols, desk);
  const report::TerminalOptions options = terminal_options(flags.market.is_json_on_stdout());
  std::string text = report::left("symbol", 11) + report::right("last", 12) + " " +
                     report::left("", 4) + report::right("change", 8) + report::right("bid", 11) +
                     report::right("ask", 11) + report::right("age", 9) + "  source\n";
  report::JsonWriter json;
  json.begin_object().key("quotes").begin_array();
  std::size_t answered = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto& [answer, kept_for] = answers[i];
    if (!answer) continue;
    answered += 1;
    text += line_of(symbols[i], *answer, kept_for, options);
    add_quote_json(json, symbols[i], *answer, kept_for);
  }
  json.end_array().key("unanswered").begin_array();
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (answers[i].answer) continue;
    json.begin_object().member("symbol", symbols[i]);
    json.member("outcome", to_string(answers[i].answer.error().outcome()));
    json.key("said");
    add_said(json, answers[i].answer.error().said);
    json.end_object();
  }
  json.end_array().end_object();
  if (!flags.market.is_json_on_stdout() && answered > 0) print(text, false);
  if (!flags.market.json.empty()) write_text(flags.market.json, json.take());
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (!answers[i].answer) throw failure_of(answers[i].answer.error(), symbols[i], desk);
  }
}

}  // namespace

void add_quote(Verb root) {
  const Verb verb = root.verb("quote", "What symbols cost now, and who says so");
  verb.footer(kQuoteFooter);
  auto flags = std::make_shared<QuoteFlags>();
  add_market_options(verb, flags->market);
  verb.flag("--fresh", flags->is_fresh, "Ask a provider, whatever is kept");
  verb.option("symbols", flags->symbols, "What to ask for").required().type_name("SYMBOL...");
  verb.runs([flags] { quote(*flags); });
}

}  // namespace tw::app
