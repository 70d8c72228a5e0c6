#include "backtest/rule_warnings.hpp"

#include "core/decimal.hpp"

namespace tw::backtest {
namespace {

using Kind = sim::Violation::Kind;

struct Words {
  Kind kind;
  std::string_view one;
  std::string_view many;
  std::string_view meaning;
};

constexpr Words kWords[] = {
    {Kind::GoodFaith, "good-faith violation", "good-faith violations",
     "what unsettled money had bought was sold before that money settled (12 CFR 220.8)"},
    {Kind::FreeRiding, "case of free-riding", "cases of free-riding",
     "what was not paid for was sold; purchases then needed settled cash for 90 days (12 CFR "
     "220.8(c))"},
    {Kind::Restricted, "further good-faith violation", "further good-faith violations",
     "more than two within twelve months: purchases then needed settled cash for 90 days"},
    {Kind::PatternDayTrader, "restriction of a pattern day trader",
     "restrictions of a pattern day trader",
     "four day trades in five sessions with equity below 25000: no position could be opened (FINRA "
     "Rule 4210(f)(8)(B))"},
    {Kind::MarginCall, "margin call", "margin calls",
     "equity was below maintenance (FINRA Rule 4210(c)): positions were reduced at the next open"},
};

/// Returns "on 2018-06-05 (AAPL)" of a violation.
std::string place_of(const sim::Violation& violation, const std::vector<Feed>& feeds) {
  const bool has_symbol =
      violation.kind != Kind::PatternDayTrader && violation.kind != Kind::MarginCall;
  std::string text = "on " + to_string(violation.session);
  if (has_symbol) text += " (" + feeds[index_of(violation.instrument)].instrument.symbol + ")";
  if (violation.kind == Kind::MarginCall) text += " (for " + to_string(violation.amount) + ")";
  return text;
}

}  // namespace

void warn_of_violations(std::vector<std::string>& warnings, const std::vector<Feed>& feeds,
                        const BacktestRun& run) {
  for (const Words& words : kWords) {
    std::size_t count = 0;
    const sim::Violation* first = nullptr;
    const sim::Violation* last = nullptr;
    for (const sim::Violation& violation : run.violations) {
      if (violation.kind != words.kind) continue;
      count += 1;
      if (first == nullptr) first = &violation;
      last = &violation;
    }
    if (count == 0) continue;
    std::string line =
        std::to_string(count) + " " + std::string{count == 1 ? words.one : words.many};
    line += (count == 1 ? " " : ", the first ") + place_of(*first, feeds);
    if (count > 1) line += ", the last " + place_of(*last, feeds);
    warnings.push_back(line + ": " + std::string{words.meaning} + ".");
  }
}

}  // namespace tw::backtest
