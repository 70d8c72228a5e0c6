#include "sweep_plan.hpp"

#include <algorithm>

#include "strategies/catalogue.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\ntradewind: ") + line;
  return text;
}

/// Returns the values of the spec file for what the line neither sweeps nor sets.
std::vector<strategies::Setting> settings_of_file(
    const strategies::Entry& entry, const backtest::BacktestSpec& spec,
    const std::vector<std::string>& ranges, const std::vector<strategies::Setting>& settings) {
  std::vector<strategies::Setting> own;
  for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
    const std::string name{entry.parameters[i].name};
    const bool is_on_line =
        std::ranges::any_of(
            ranges, [&](const std::string& range) { return range.starts_with(name + "="); }) ||
        std::ranges::any_of(settings, [&](const auto& setting) { return setting.first == name; });
    if (is_on_line) continue;
    own.emplace_back(name, strategies::to_string(entry.parameters[i], spec.parameters[i]));
  }
  return own;
}

}  // namespace

research::Plan sweep_plan(SweepFlags& flags, formats::BacktestRequest& request) {
  std::vector<std::string> ranges = flags.ranges;
  std::vector<strategies::Setting> settings;
  for (const std::string& setting : flags.backtest.settings) {
    const std::size_t equals = setting.find('=');
    if (equals == setting.npos || equals == 0) {
      throw Failure{ExitCode::BadUsage, "--set '" + setting + "' has no value; write NAME=VALUE"};
    }
    if (research::is_axis(std::string_view{setting}.substr(equals + 1))) {
      ranges.push_back(setting);
    } else {
      settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
    }
  }
  flags.backtest.settings.clear();
  request = request_of(flags.backtest);
  if (!request.spec.sleeves.empty()) {
    throw Failure{ExitCode::BadUsage, "a sweep is of one strategy; name one with --strategy"};
  }
  const auto entry = strategies::find(request.spec.strategy);
  if (!entry) throw Failure{ExitCode::BadUsage, entry.error()};
  for (strategies::Setting& own : settings_of_file(**entry, request.spec, ranges, settings)) {
    settings.push_back(std::move(own));
  }
  auto plan = research::plan_of(**entry, ranges, settings);
  if (!plan) throw Failure{ExitCode::BadUsage, joined(plan.error())};
  if (plan->axes.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "nothing to sweep; give a range such as --param " +
                      ((*entry)->parameters.empty() ? std::string{"NAME"}
                                                    : std::string{(*entry)->parameters[0].name}) +
                      "=FROM:TO:STEP"};
  }
  return std::move(*plan);
}

research::Goal sweep_goal(const SweepFlags& flags) {
  research::Goal goal;
  const auto objective = research::parse_objective(flags.objective);
  if (!objective) throw Failure{ExitCode::BadUsage, "--objective: " + objective.error()};
  goal.objective = *objective;
  for (const std::string& text : flags.requirements) {
    const auto requirement = research::parse_requirement(text);
    if (!requirement) throw Failure{ExitCode::BadUsage, "--require " + requirement.error()};
    goal.requirements.push_back(*requirement);
  }
  return goal;
}

}  // namespace tw::app
