#include "report/lookahead_report.hpp"

#include <limits>

#include "report/html.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/svg_chart.hpp"

namespace tw::report {
namespace {

using backtest::LookaheadFault;
using backtest::Probe;
using backtest::ProbeResult;

struct ProbeWords {
  std::string_view key;
  std::string_view name;
  std::string_view without;
};

constexpr ProbeWords kWords[] = {
    {"truncated", "without the future", "without it"},
    {"noise", "with noise for a future", "with noise"},
    {"rescaled", "at eight times the price", "at 8 times"},
};

const ProbeWords& words_of(Probe probe) { return kWords[static_cast<std::size_t>(probe)]; }

std::string count_text(std::size_t count) { return grouped(static_cast<double>(count), 0); }

std::string asked_text(const std::optional<backtest::Asked>& asked,
                       const std::vector<std::string>& symbols) {
  if (!asked) return "nothing more until then";
  return to_string(asked->at) + " " + to_string(*asked, symbols);
}

std::string verdict_of(const LookaheadReport& report, const ProbeResult& result) {
  if (result.tried == 0) return "not tried: a price would leave its range";
  if (result.differing == 0) {
    return result.probe == Probe::Rescaled ? "the same decisions" : "the same commands";
  }
  if (result.probe != Probe::Rescaled) return "OTHER COMMANDS at " + count_text(result.differing);
  return report.is_adjusted ? "OTHER DECISIONS: they hang on a level that only later splits explain"
                            : "other decisions: the strategy looks at the price's level, which is "
                              "no look-ahead on "
                              "prices as they traded";
}

std::string moments_text(const LookaheadReport& report, const ProbeResult& result) {
  if (result.probe == Probe::Rescaled) return "the whole run, free of costs";
  const backtest::ProofPlan& plan = report.proof.plan;
  if (plan.every == 1) return "each of " + count_text(plan.possible) + " moments";
  return count_text(plan.moments.size()) + " of " + count_text(plan.possible) +
         " moments, one in " + count_text(plan.every);
}

bool is_fault(const LookaheadReport& report, const ProbeResult& result) {
  return result.differing != 0 && (result.probe != Probe::Rescaled || report.is_adjusted);
}

void add_fault(std::string& text, const LookaheadReport& report, const ProbeResult& result,
               const TerminalOptions& options) {
  const LookaheadFault& fault = *result.first;
  const auto add_line = [&](const std::string& line) { text += harmless(line, options) + '\n'; };
  const std::string known =
      result.probe == Probe::Rescaled ? "" : ", nothing after " + to_string(fault.cut) + " known";
  add_line("      first at command " + count_text(fault.command + 1) + known);
  add_line("        in the run   " + asked_text(fault.with_future, report.symbols));
  add_line("        " + left(words_of(result.probe).without, 13) +
           asked_text(fault.without, report.symbols));
}

std::string conclusion(const LookaheadReport& report) {
  if (report.proof.looks_ahead()) {
    return "Look-ahead: the strategy decided by what it could not know. Its results are worth "
           "nothing until that is mended.";
  }
  if (!report.leaks.empty()) {
    return "The data tell of the future: no strategy can be tested on them.";
  }
  if (report.knows_later_splits()) {
    return "Look-ahead: decisions hang on adjusted price levels. Test on raw prices with "
           "--actions.";
  }
  return "No look-ahead found.";
}

void write_asked(JsonWriter& json, std::string_view name,
                 const std::optional<backtest::Asked>& asked,
                 const std::vector<std::string>& symbols) {
  json.key(name);
  if (!asked) {
    json.null();
    return;
  }
  json.begin_object().member("at", to_string(asked->at));
  json.member("command", to_string(*asked, symbols)).end_object();
}

void write_probe(JsonWriter& json, const LookaheadReport& report, const ProbeResult& result) {
  json.begin_object().member("probe", words_of(result.probe).key);
  json.member("tried", result.tried).member("differing", result.differing);
  json.member("is_fault", is_fault(report, result)).key("first");
  if (!result.first) {
    json.null();
  } else {
    const LookaheadFault& fault = *result.first;
    json.begin_object().member("command", fault.command + 1).member("at", to_string(fault.at()));
    json.key("cut");
    if (result.probe == Probe::Rescaled) {
      json.null();
    } else {
      json.value(to_string(fault.cut));
    }
    write_asked(json, "with_future", fault.with_future, report.symbols);
    write_asked(json, "without", fault.without, report.symbols);
    json.end_object();
  }
  json.end_object();
}

std::string td(std::string_view text) { return "<td>" + escaped(text) + "</td>"; }

std::string probes_section(const LookaheadReport& report) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Probe</th>"
      "<th>Tried at</th><th>Found</th></tr></thead><tbody>";
  for (const ProbeResult& result : report.proof.probes) {
    html += "<tr><th scope=\"row\">" + std::string{words_of(result.probe).name} + "</th>" +
            td(moments_text(report, result)) + "<td class=\"" +
            (is_fault(report, result) ? "loss" : "even") + "\">" +
            escaped(verdict_of(report, result)) + "</td></tr>";
  }
  return section("probes", "What was tried", html + "</tbody></table></div>");
}

/// The closes around the decision: what it could know, and what was still to come.
std::string fault_chart(const LookaheadReport& report, const LookaheadFault& fault) {
  if (report.closes.size() < 2) return {};
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  ChartData data;
  data.at = report.at;
  Curve known{"known", "Known at the decision", {}};
  Curve later{"later", "Still to come", {}};
  for (std::size_t i = 0; i < report.closes.size(); ++i) {
    const bool is_known = report.at[i].at <= fault.at();
    const bool is_last = is_known && i + 1 < report.at.size() && report.at[i + 1].at > fault.at();
    known.values.push_back(is_known ? report.closes[i] : kNone);
    later.values.push_back(!is_known || is_last ? report.closes[i] : kNone);
  }
  data.curves = {std::move(known), std::move(later)};
  return svg_chart(
      {.id = "decision",
       .title = "Close of " + report.drawn + " around the decision",
       .note = "Nothing dashed was there when it decided.",
       .summary = "The close before and after the first decision that knew its future.",
       .curves = {{data.find("known"), "strategy"}, {data.find("later"), "loss"}},
       .unit = ChartUnit::Price},
      data);
}

std::string fault_section(const LookaheadReport& report) {
  const LookaheadFault* fault = report.first_fault();
  if (fault == nullptr) return {};
  std::string html = "<dl class=\"facts\">";
  html += name_and_value("Decided at", to_string(fault->at()));
  html += name_and_value("Command", count_text(fault->command + 1));
  html += name_and_value("In the run", asked_text(fault->with_future, report.symbols));
  html += name_and_value("Without the future", asked_text(fault->without, report.symbols));
  return section("first-fault", "The first decision that knew its future",
                 html + "</dl>" + fault_chart(report, *fault));
}

std::string leaks_section(const LookaheadReport& report) {
  if (report.leaks.empty()) {
    return section("data", "The data themselves", "<p>No sign of the future in any bar.</p>");
  }
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Symbol</th>"
      "<th>Leak</th><th>First</th><th>Finding</th></tr></thead><tbody>";
  for (const SymbolLeak& leak : report.leaks) {
    html += "<tr><th scope=\"row\">" + escaped(leak.symbol) + "</th>" +
            td(to_string(leak.finding.leak)) + td(leak.first) + td(describe(leak.finding)) +
            "</tr>";
  }
  return section("data", "The data themselves", html + "</tbody></table></div>");
}

}  // namespace

const LookaheadFault* LookaheadReport::first_fault() const {
  const LookaheadFault* earliest = nullptr;
  for (const ProbeResult& result : proof.probes) {
    if (!result.first || !is_fault(*this, result)) continue;
    if (earliest == nullptr || result.first->at() < earliest->at()) earliest = &*result.first;
  }
  return earliest;
}

std::string describe(const LeakFinding& finding) {
  const std::string share = count_text(finding.count) + " of " + count_text(finding.total);
  const std::string bars = grouped(finding.value, 0) + (finding.value == 1.0 ? " bar" : " bars");
  switch (finding.leak) {
    case Leak::CloseAhead:
      return "each close is that of the bar " + grouped(finding.value, 0) +
             " later: the column was moved up; export the file again";
    case Leak::RepeatedBars:
      return share +
             " bars have the four prices of the bar before: a longer bar, or one that came "
             "later, was written into earlier rows; use the bars as they were made";
    case Leak::RepeatedCloses:
      return share +
             " bars have the close of the bar before and another open: the close of a longer bar "
             "was written into each of its shorter ones; use the bars' own";
    case Leak::RepeatedRange:
      return share +
             " bars have the high and low of the bar before: those of a whole session were "
             "written into each of its bars; use the bars' own";
    case Leak::Smoothed:
      return "a return says " + percent(finding.value, 0) +
             " of the next (correlation): closes are averages of their neighbours; use prices that "
             "traded";
    case Leak::Normalised:
      return "the highest price, the last one or the deviation of all is exactly " +
             grouped(finding.value, 0) +
             ": prices were divided by what only the whole sample told; use prices in money";
    case Leak::EarlySessions:
      return share +
             " bars are dated on Sundays and hardly any on Fridays: labels are a day early; "
             "correct the dates or the --zone";
    case Leak::EarlyHours:
      return share + " sessions begin " + bars +
             " before the open and lack as much before the close: labels are early; correct the "
             "times or the --zone";
    case Leak::AheadOfReference:
      return "returns fit those that the reference has " + bars +
             " later: the file knows them early; correct its labels";
  }
  return {};
}

std::string leak_lines(const std::vector<SymbolLeak>& leaks, const TerminalOptions& options) {
  std::string text = "  " + left("the data themselves", 26);
  text += leaks.empty() ? left("every bar", 36) + " no sign of the future\n" : "\n";
  for (const SymbolLeak& leak : leaks) {
    const std::string line = leak.symbol + ", " + std::string{to_string(leak.finding.leak)} +
                             " (first " + leak.first + "): " + describe(leak.finding);
    for (const std::string& part : wrapped(harmless(line, options), 72)) {
      text += "      " + inked(part, Ink::Alert, options) + '\n';
    }
  }
  return text;
}

void write_leaks(JsonWriter& json, const std::vector<SymbolLeak>& leaks) {
  json.key("data").begin_array();
  for (const SymbolLeak& leak : leaks) {
    json.begin_object().member("symbol", leak.symbol);
    json.member("leak", to_string(leak.finding.leak)).member("first", leak.first);
    json.member("count", leak.finding.count).member("total", leak.finding.total);
    json.member("value", leak.finding.value).member("finding", describe(leak.finding));
    json.end_object();
  }
  json.end_array();
}

std::string lookahead_table(const LookaheadReport& report, const TerminalOptions& options) {
  std::string text = inked(harmless(report.title, options), Ink::Bold, options) + '\n';
  text += count_text(report.proof.commands) + " commands\n\n";
  for (const ProbeResult& result : report.proof.probes) {
    const bool is_bad = is_fault(report, result);
    text += "  " + left(words_of(result.probe).name, 26);
    text += left(moments_text(report, result), 36) + ' ';
    text += inked(verdict_of(report, result), is_bad ? Ink::Alert : Ink::Plain, options) + '\n';
    if (result.first) add_fault(text, report, result, options);
  }
  return text + leak_lines(report.leaks, options) + '\n' +
         inked(conclusion(report), report.has_fault() ? Ink::Alert : Ink::Good, options) + '\n';
}

std::string lookahead_json(const LookaheadReport& report) {
  const backtest::ProofPlan& plan = report.proof.plan;
  JsonWriter json;
  json.begin_object().member("title", report.title).member("strategy", report.strategy);
  json.member("looks_ahead", report.has_fault()).member("conclusion", conclusion(report));
  json.member("commands", report.proof.commands).member("moments_possible", plan.possible);
  json.member("moments_tried", plan.moments.size()).member("every", plan.every);
  json.member("noise_seed", plan.seed).member("prices_adjusted", report.is_adjusted);
  json.key("probes").begin_array();
  for (const ProbeResult& result : report.proof.probes) write_probe(json, report, result);
  json.end_array();
  write_leaks(json, report.leaks);
  json.end_object();
  return json.take();
}

std::string lookahead_page(const LookaheadReport& report) {
  return page_head(report.title) +
         "<body>\n<main>\n<header><p class=\"brand\">Tradewind look-ahead</p><h1>" +
         escaped(report.title) + "</h1><p class=\"" + (report.has_fault() ? "loss" : "even") +
         "\">" + escaped(conclusion(report)) + "</p><dl class=\"facts\">" +
         name_and_value("Commands", count_text(report.proof.commands)) +
         name_and_value("Moments tried", count_text(report.proof.plan.moments.size()) + " of " +
                                             count_text(report.proof.plan.possible)) +
         "</dl></header>\n" + fault_section(report) + probes_section(report) +
         leaks_section(report) + "</main>\n</body>\n</html>\n";
}

}  // namespace tw::report
