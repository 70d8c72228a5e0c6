#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "backtest/notation.hpp"
#include "command_line.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/terminal_text.hpp"
#include "strategies/catalogue.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using strategies::Entry;
using strategy::Parameter;

constexpr const char* kStrategiesFooter =
    "Every strategy also has a size, of each entry: all, units:N, fraction:F of the account,\n"
    "risk:R of it at the entry's stop, vol:V a year, kelly:K of Kelly's fraction, or the account\n"
    "split between the symbols: inverse_vol, equal_risk or hrp.\n"
    "\n"
    "Examples:\n"
    "  tradewind strategies\n"
    "  tradewind strategies sma_cross\n"
    "  tradewind strategies --json strategies.json\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage or unknown strategy.\n";

constexpr std::string_view kSizeForms = "all, units:N, fraction:F";
constexpr std::string_view kSizeFormsOfUnits = "N or units:N, all, fraction:F";
constexpr std::string_view kSizeDoc = "how much an entry trades";
constexpr std::size_t kColumns = 5;
constexpr std::size_t kDocWidth = 78;

struct Request {
  std::string name;
  std::string json;  ///< Where to; empty is nowhere.
};

std::string_view kind_of(const Parameter& parameter) {
  switch (parameter.kind) {
    case Parameter::Kind::Integer:
      return "integer";
    case Parameter::Kind::Number:
      return "number";
    case Parameter::Kind::Choice:
      return "choice";
  }
  return {};
}

std::string range_of(const Parameter& parameter) {
  if (parameter.kind != Parameter::Kind::Choice) {
    return strategies::to_string(parameter, parameter.min) + " to " +
           strategies::to_string(parameter, parameter.max);
  }
  std::string words;
  for (const std::string_view word : parameter.choices) {
    words += (words.empty() ? "" : ", ") + std::string{word};
  }
  return words;
}

/// A strategy that trades units unless told otherwise takes a bare number for them.
std::string_view forms_of(const Entry& entry) {
  return entry.size.is_fraction() ? kSizeForms : kSizeFormsOfUnits;
}

using Cells = std::array<std::string, kColumns>;

std::vector<Cells> cells_of(const Entry& entry) {
  std::vector<Cells> rows{{"PARAMETER", "KIND", "DEFAULT", "RANGE", "MEANING"}};
  for (const Parameter& parameter : entry.parameters) {
    rows.push_back({std::string{parameter.name}, std::string{kind_of(parameter)},
                    strategies::to_string(parameter, parameter.default_value), range_of(parameter),
                    std::string{parameter.doc}});
  }
  rows.push_back({"size", "size", backtest::notation(entry.size), std::string{forms_of(entry)},
                  std::string{kSizeDoc}});
  return rows;
}

/// Appends the rows in columns two blanks apart, indented by as much.
void append_table(std::string& text, const std::vector<Cells>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) text += "  " + report::left(row[i], widths[i]);
    text += "  " + row.back() + "\n";
  }
}

std::string text_of(const Entry& entry) {
  std::string text = std::string{entry.name} + "\n";
  for (const std::string& line : report::wrapped(entry.doc, kDocWidth)) text += "  " + line + "\n";
  text += "  Source: " + std::string{entry.source} + "\n\n";
  append_table(text, cells_of(entry));
  const std::string data = entry.is_of_group() ? "--symbols AAPL,MSFT" : "--data AAPL.csv";
  text += "\n  tradewind backtest " + data + " --strategy " + std::string{entry.name};
  if (!entry.parameters.empty()) {
    const Parameter& first = entry.parameters.front();
    text += " --set " + std::string{first.name} + "=" +
            strategies::to_string(first, first.default_value);
  }
  return text + "\n";
}

void write_parameter(report::JsonWriter& json, const Parameter& parameter) {
  json.begin_object();
  json.member("name", parameter.name);
  json.member("kind", kind_of(parameter));
  if (parameter.kind == Parameter::Kind::Choice) {
    json.member("default", strategies::to_string(parameter, parameter.default_value));
    json.key("choices").begin_array();
    for (const std::string_view word : parameter.choices) json.value(word);
    json.end_array();
  } else {
    json.member("default", parameter.default_value);
    json.member("min", parameter.min);
    json.member("max", parameter.max);
  }
  json.member("doc", parameter.doc);
  json.end_object();
}

void write_size(report::JsonWriter& json, const Entry& entry) {
  json.begin_object();
  json.member("name", "size");
  json.member("kind", "size");
  json.member("default", backtest::notation(entry.size));
  json.member("forms", forms_of(entry));
  json.member("doc", kSizeDoc);
  json.end_object();
}

std::string json_of(const std::vector<const Entry*>& entries) {
  report::JsonWriter json;
  json.begin_object().key("strategies").begin_array();
  for (const Entry* entry : entries) {
    json.begin_object();
    json.member("name", entry->name);
    json.member("doc", entry->doc);
    json.member("source", entry->source);
    json.key("parameters").begin_array();
    for (const Parameter& parameter : entry->parameters) write_parameter(json, parameter);
    write_size(json, *entry);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::vector<const Entry*> entries_of(const Request& request) {
  std::vector<const Entry*> entries;
  if (request.name.empty()) {
    for (const Entry& entry : strategies::catalogue()) entries.push_back(&entry);
    return entries;
  }
  const auto entry = strategies::find(request.name);
  if (!entry) throw Failure{ExitCode::BadUsage, entry.error()};
  entries.push_back(*entry);
  return entries;
}

void run(const Request& request) {
  if (strategies::find(request.json)) {
    throw Failure{ExitCode::BadUsage, "--json would write a file named '" + request.json +
                                          "'; put the strategy's name before it"};
  }
  const auto entries = entries_of(request);
  if (!request.json.empty()) return write_text(request.json, json_of(entries));
  std::string text;
  for (const Entry* entry : entries) text += (text.empty() ? "" : "\n") + text_of(*entry);
  print(text, false);
}

}  // namespace

void add_strategies(Verb root) {
  const Verb verb = root.verb("strategies", "List strategies with their parameters");
  verb.footer(kStrategiesFooter);
  const auto request = std::make_shared<Request>();
  verb.option("name", request->name, "Show this one alone").type_name("[NAME]");
  add_json_option(verb, request->json);
  verb.runs([request] { run(*request); });
}

}  // namespace tw::app
