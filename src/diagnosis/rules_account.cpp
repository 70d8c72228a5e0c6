#include <algorithm>

#include "diagnosis/rule.hpp"
#include "diagnosis/words.hpp"

// Could its owner have lived with it?
namespace tw::diagnosis {
namespace {

constexpr double kDeep = -0.35;
constexpr double kThird = 1.0 / 3.0;
constexpr std::size_t kSessionsMin = 60;

}  // namespace

std::optional<Symptom> ruin(const Subject& subject) {
  if (!subject.facts.is_ruined) return std::nullopt;
  return Symptom{
      .severity = Severity::Critical,
      .finding =
          "The account was ruined: everything was closed and the rest written "
          "off. No average over time makes up for that.",
      .evidence = {{"final_equity", subject.equity.empty() ? 0.0 : subject.equity.back(), {}}}};
}

std::optional<Symptom> margin_calls(const Subject& subject) {
  const double calls = static_cast<double>(subject.facts.margin_calls);
  if (calls == 0.0) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = count_text(calls, "margin call", "margin calls") +
                            " cut positions at the next open.",
                 .evidence = {{"margin_calls", calls, {}}}};
}

std::optional<Symptom> deep_drawdown(const Subject& subject) {
  const auto deepest = subject.metric("max_drawdown");
  if (!deepest || *deepest > kDeep) return std::nullopt;
  return Symptom{.severity = Severity::Warning,
                 .finding = "The account stood " + percent_text(-*deepest) +
                            " below its highest: expect worse than the worst seen.",
                 .evidence = {{"max_drawdown", *deepest, {}}, {"limit", kDeep, {}}}};
}

std::optional<Symptom> open_drawdown(const Subject& subject) {
  if (subject.equity.size() < kSessionsMin) return std::nullopt;
  const auto peak = std::ranges::max_element(subject.equity);
  const auto since = static_cast<double>(subject.equity.end() - peak - 1);
  const double share = since / static_cast<double>(subject.equity.size());
  const double depth = subject.equity.back() / *peak - 1.0;
  if (share <= kThird || depth >= 0.0) return std::nullopt;
  const Date date = subject.dates[static_cast<std::size_t>(peak - subject.equity.begin())];
  return Symptom{.severity = Severity::Warning,
                 .finding = "The last high was on " + to_string(date) + ", " + percent_text(share) +
                            " of the run ago; equity is " + percent_text(-depth) + " below it.",
                 .evidence = {{"since", 0.0, to_string(date)},
                              {"sessions", since, {}},
                              {"share", share, {}},
                              {"depth", depth, {}}}};
}

std::optional<Symptom> flat_periods(const Subject& subject) {
  if (subject.returns.size() < kSessionsMin) return std::nullopt;
  std::size_t longest = 0;
  std::size_t length = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < subject.returns.size(); ++i) {
    length = subject.returns[i] == 0.0 ? length + 1 : 0;
    if (length > longest) {
      longest = length;
      end = i + 1;
    }
  }
  const double share = static_cast<double>(longest) / static_cast<double>(subject.returns.size());
  if (share <= kThird) return std::nullopt;
  return Symptom{.severity = Severity::Note,
                 .finding = "Equity stood still for " +
                            number_text(static_cast<double>(longest), 0) + " sessions (" +
                            percent_text(share) + "), from " +
                            to_string(subject.dates[end - longest]) + " to " +
                            to_string(subject.dates[end]) + ".",
                 .evidence = {{"sessions", static_cast<double>(longest), {}},
                              {"share", share, {}},
                              {"from", 0.0, to_string(subject.dates[end - longest])},
                              {"to", 0.0, to_string(subject.dates[end])}}};
}

}  // namespace tw::diagnosis
