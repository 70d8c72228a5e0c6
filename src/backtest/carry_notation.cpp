#include <array>
#include <charconv>
#include <optional>

#include "backtest/cost_notation.hpp"
#include "backtest/notation_terms.hpp"

namespace tw::backtest {
namespace {

using Latency = sim::LatencyModel;

/// A lender may ask more than the share is worth; nobody asks ten times as much.
constexpr auto kAnnualMax = Ratio::whole(10);
constexpr auto kLocateMax = Quantity::whole(1'000'000'000);
constexpr auto kSigmaMax = Ratio::whole(3);
constexpr Duration kDelayMax = Duration::hours(1);

constexpr std::array<std::string_view, 4> kLatencyNames{"none", "fixed", "uniform", "lognormal"};
constexpr std::string_view kLatencyRemedy =
    "write none, fixed:250ms, uniform:50ms-300ms or lognormal:100ms,0.5";

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
/// Longer names first: "s" ends them all.
constexpr std::array kUnits{Unit{"us", 1'000}, Unit{"ms", 1'000'000}, Unit{"s", 1'000'000'000}};

std::optional<Duration> parse_delay(std::string_view text) {
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.name)) continue;
    const std::string_view digits = text.substr(0, text.size() - unit.name.size());
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    const bool is_read = error == std::errc{} && end == digits.data() + digits.size();
    if (!is_read || count < 0 || count > kDelayMax.ns / unit.ns) return std::nullopt;
    return Duration{count * unit.ns};
  }
  return std::nullopt;
}

std::string to_text(Duration delay) {
  if (delay.ns % 1'000'000'000 == 0 && delay.ns != 0) {
    return std::to_string(delay.ns / 1'000'000'000) + "s";
  }
  if (delay.ns % 1'000'000 == 0) return std::to_string(delay.ns / 1'000'000) + "ms";
  return std::to_string(delay.ns / 1'000) + "us";
}

std::unexpected<std::string> no_delay(std::string_view example) {
  return std::unexpected{"gives no time from 0 to 3600s in whole us, ms or s; write, say, " +
                         std::string{example}};
}

std::expected<Latency, std::string> parse_fixed(std::string_view text) {
  const auto delay = parse_delay(text);
  if (!delay) return no_delay("fixed:250ms");
  if (delay->ns == 0) return Latency{};
  return Latency{.kind = Latency::Kind::Fixed, .low = *delay};
}

std::expected<Latency, std::string> parse_uniform(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto low = parse_delay(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : parse_delay(text.substr(dash + 1));
  if (dash == std::string_view::npos || !low || !high) return no_delay("uniform:50ms-300ms");
  if (*low >= *high) {
    return std::unexpected{
        std::string{"begins where it ends, or after; write, say, uniform:50ms-300ms"}};
  }
  return Latency{.kind = Latency::Kind::Uniform, .low = *low, .high = *high};
}

std::expected<Latency, std::string> parse_lognormal(std::string_view text) {
  const std::size_t comma = text.find(',');
  const auto median = parse_delay(text.substr(0, comma));
  if (comma == std::string_view::npos || !median || median->ns == 0) {
    return no_delay("lognormal:100ms,0.5");
  }
  const auto sigma = parse<Ratio>(text.substr(comma + 1));
  if (!sigma || sigma->raw() <= 0 || *sigma > kSigmaMax) {
    return std::unexpected{
        std::string{"gives no deviation above 0 and up to 3; write, say, lognormal:100ms,0.5"}};
  }
  return Latency{.kind = Latency::Kind::LogNormal, .low = *median, .sigma = *sigma};
}

std::expected<Ratio, std::string> parse_annual(std::string_view text, std::string_view example) {
  const auto rate = parse<Ratio>(text);
  if (rate && rate->raw() >= 0 && *rate <= kAnnualMax) return *rate;
  return std::unexpected{"gives no annual rate from 0 to 10; write, say, " + std::string{example} +
                         " for 0.3 % a year"};
}

}  // namespace

std::expected<Latency, std::string> parse_latency(std::string_view text) {
  if (text == "none") return Latency{};
  const Term term = term_of(text);
  if (term.name == "fixed") return parse_fixed(term.value);
  if (term.name == "uniform") return parse_uniform(term.value);
  if (term.name == "lognormal") return parse_lognormal(term.value);
  if (parse_delay(text)) {
    return std::unexpected{"names no model; write fixed:" + std::string{text}};
  }
  return std::unexpected{unknown_name(term.name, "latency", kLatencyNames, kLatencyRemedy)};
}

std::string notation(const Latency& model) {
  switch (model.kind) {
    case Latency::Kind::None:
      return "none";
    case Latency::Kind::Fixed:
      return "fixed:" + to_text(model.low);
    case Latency::Kind::Uniform:
      return "uniform:" + to_text(model.low) + "-" + to_text(model.high);
    case Latency::Kind::LogNormal:
      return "lognormal:" + to_text(model.low) + "," + to_string(model.sigma);
  }
  return {};
}

std::expected<BorrowTerms, std::string> parse_borrow(std::string_view text) {
  BorrowTerms terms;
  if (text == "none") return terms;
  for (const std::string_view part : split(text, ',')) {
    const Term term = term_of(part);
    const bool is_symbol = part.find(':') != std::string_view::npos;
    const auto rate = parse_annual(is_symbol ? term.value : part, "0.003 or 0.003,GME:0.85");
    if (!rate) return std::unexpected{rate.error()};
    if (is_symbol) {
      if (term.name.empty())
        return std::unexpected{std::string{"has a rate without its symbol; write, say, GME:0.85"}};
      terms.symbols.push_back({std::string{term.name}, *rate});
    } else if (part.data() != text.data()) {
      return std::unexpected{
          std::string{"gives a second rate for all; write, say, 0.003,GME:0.85"}};
    } else {
      terms.annual = *rate;
    }
  }
  return terms;
}

std::string notation(const BorrowTerms& terms) {
  if (terms.annual.raw() == 0 && terms.symbols.empty()) return "none";
  std::string text = to_string(terms.annual);
  for (const SymbolRate& rate : terms.symbols) {
    text += "," + rate.symbol + ":" + to_string(rate.annual);
  }
  return text;
}

std::expected<sim::CarryRates, std::string> parse_interest(std::string_view text) {
  sim::CarryRates rates;
  if (text == "none") return rates;
  constexpr std::array<std::string_view, 3> kNames{"none", "debit", "credit"};
  for (const std::string_view part : split(text, '+')) {
    const Term term = term_of(part);
    if (term.name != "debit" && term.name != "credit") {
      return std::unexpected{unknown_name(term.name, "interest", kNames,
                                          "write none, debit:0.06 or debit:0.06+credit:0.03")};
    }
    const auto rate = parse_annual(term.value, std::string{term.name} + ":0.003");
    if (!rate) return std::unexpected{rate.error()};
    (term.name == "debit" ? rates.debit : rates.credit) = *rate;
  }
  return rates;
}

std::string interest_notation(const sim::CarryRates& rates) {
  std::string text;
  if (rates.debit.raw() != 0) text = "debit:" + to_string(rates.debit);
  if (rates.credit.raw() != 0)
    text += (text.empty() ? "credit:" : "+credit:") + to_string(rates.credit);
  return text.empty() ? "none" : text;
}

std::expected<sim::AccountRules, std::string> parse_account_rules(std::string_view text) {
  constexpr std::array<std::string_view, 5> kNames{"none", "us", "settlement", "reg_t",
                                                   "day_trader"};
  if (text == "none") return sim::AccountRules{};
  if (text == "us") return sim::AccountRules{.settlement = true, .reg_t = true, .day_trader = true};
  sim::AccountRules rules;
  for (const std::string_view part : split(text, '+')) {
    if (part == "settlement") {
      rules.settlement = true;
    } else if (part == "reg_t") {
      rules.reg_t = true;
    } else if (part == "day_trader") {
      rules.day_trader = true;
    } else {
      return std::unexpected{unknown_name(part, "set of account rules", kNames,
                                          "write us, none, or some of "
                                          "settlement+reg_t+day_trader")};
    }
  }
  return rules;
}

std::string notation(const sim::AccountRules& rules) {
  if (rules.settlement && rules.reg_t && rules.day_trader) return "us";
  std::string text;
  if (rules.settlement) text += "settlement";
  if (rules.reg_t) text += text.empty() ? "reg_t" : "+reg_t";
  if (rules.day_trader) text += text.empty() ? "day_trader" : "+day_trader";
  return text.empty() ? "none" : text;
}

std::string account_type(const sim::SimRules& rules) {
  if (rules.can_short || rules.margin < Ratio::whole(1)) return "margin";
  return rules.pays_by_settlement ? "cash_due" : "cash";
}

std::expected<std::vector<SymbolLocate>, std::string> parse_locates(std::string_view text) {
  std::vector<SymbolLocate> locates;
  if (text == "any") return locates;
  for (const std::string_view part : split(text, ',')) {
    const Term term = term_of(part);
    const auto quantity = parse<Quantity>(term.value);
    if (term.name.empty() || !quantity || quantity->raw() < 0 || *quantity > kLocateMax) {
      return std::unexpected{std::string{
          "gives no symbol with the shares that can be borrowed; write any, or GME:0,AMC:500"}};
    }
    locates.push_back({std::string{term.name}, *quantity});
  }
  return locates;
}

std::string notation(const std::vector<SymbolLocate>& locates) {
  std::string text;
  for (const SymbolLocate& locate : locates) {
    text += (text.empty() ? "" : ",") + locate.symbol + ":" + to_string(locate.quantity);
  }
  return text.empty() ? "any" : text;
}

}  // namespace tw::backtest
