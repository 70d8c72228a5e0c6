#include "report/signal_report.hpp"

#include "report/json_writer.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

using backtest::SignalFault;
using backtest::SignalProbe;
using backtest::SignalRow;

std::string count_text(std::size_t count) { return grouped(static_cast<double>(count), 0); }

const std::string& last_known(const SignalReport& report, const SignalFault& fault) {
  return report.labels[fault.known - 1];
}

/// Returns what a run wrote where the two part: a cell, or that there is no such row.
std::string written(const SignalReport& report, const SignalFault& fault,
                    const std::optional<SignalRow>& row) {
  if (!row) return "no such row";
  if (fault.column >= report.proof.whole.names.size()) return "a row for " + row->label;
  const std::string& cell = row->cells[fault.column];
  return cell.empty() ? "nothing" : cell;
}

std::string column_of(const SignalReport& report, const SignalFault& fault) {
  const auto& names = report.proof.whole.names;
  return fault.column < names.size() ? "column '" + names[fault.column] + "'" : "the whole row";
}

const std::string& label_of(const SignalFault& fault) {
  return fault.with_future ? fault.with_future->label : fault.without->label;
}

void add_probe(std::string& text, const SignalReport& report, const SignalProbe& probe,
               std::string_view name, std::string_view without, const TerminalOptions& options) {
  text += "  " + left(name, 26);
  text +=
      left(count_text(probe.tried) + " of " + count_text(report.proof.plan.possible) + " moments",
           24) +
      ' ';
  const std::string verdict =
      probe.differing == 0 ? "the same rows" : "OTHER ROWS at " + count_text(probe.differing);
  text += inked(verdict, probe.differing == 0 ? Ink::Plain : Ink::Alert, options) + '\n';
  if (!probe.first) return;
  const SignalFault& fault = *probe.first;
  const auto add_line = [&](const std::string& line) { text += harmless(line, options) + '\n'; };
  add_line("      first at " + label_of(fault) + ", " + column_of(report, fault) +
           ", nothing after " + last_known(report, fault) + " known");
  add_line("        in the run   " + written(report, fault, fault.with_future));
  add_line("        " + left(without, 13) + written(report, fault, fault.without));
}

std::string conclusion(const SignalReport& report) {
  if (report.proof.looks_ahead()) {
    return "Look-ahead: rows hang on bars that came after them. What is earned with them is worth "
           "nothing until that is mended.";
  }
  if (!report.leaks.empty()) return "The data tell of the future: no signal can be tested on them.";
  return "No look-ahead found.";
}

void write_probe(JsonWriter& json, const SignalReport& report, const SignalProbe& probe,
                 std::string_view name) {
  json.begin_object().member("probe", name).member("tried", probe.tried);
  json.member("differing", probe.differing).member("is_fault", probe.differing != 0).key("first");
  if (!probe.first) {
    json.null().end_object();
    return;
  }
  const SignalFault& fault = *probe.first;
  const auto& names = report.proof.whole.names;
  json.begin_object().member("at", label_of(fault)).member("cut", last_known(report, fault));
  json.key("column");
  if (fault.column < names.size()) {
    json.value(names[fault.column]);
  } else {
    json.null();
  }
  json.member("with_future", written(report, fault, fault.with_future));
  json.member("without", written(report, fault, fault.without)).end_object().end_object();
}

}  // namespace

std::string signal_table(const SignalReport& report, const TerminalOptions& options) {
  std::string text = inked(harmless(report.title, options), Ink::Bold, options) + '\n';
  text += count_text(report.proof.whole.rows.size()) + " rows\n\n";
  add_probe(text, report, report.proof.truncated, "without the future", "without it", options);
  add_probe(text, report, report.proof.noise, "with noise for a future", "with noise", options);
  return text + leak_lines(report.leaks, options) + '\n' +
         inked(conclusion(report), report.has_fault() ? Ink::Alert : Ink::Good, options) + '\n';
}

std::string signal_json(const SignalReport& report) {
  JsonWriter json;
  json.begin_object().member("title", report.title).member("command", report.command);
  json.member("looks_ahead", report.has_fault()).member("conclusion", conclusion(report));
  json.member("rows", report.proof.whole.rows.size());
  json.member("moments_possible", report.proof.plan.possible);
  json.member("moments_tried", report.proof.plan.known.size());
  json.member("noise_seed", report.proof.plan.seed).key("probes").begin_array();
  write_probe(json, report, report.proof.truncated, "truncated");
  write_probe(json, report, report.proof.noise, "noise");
  json.end_array();
  write_leaks(json, report.leaks);
  json.end_object();
  return json.take();
}

}  // namespace tw::report
