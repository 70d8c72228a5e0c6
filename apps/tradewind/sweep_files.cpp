#include "sweep_files.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

#include "output.hpp"
#include "report/sweep_report.hpp"
#include "strategies/catalogue.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

std::string number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.17g", value);
  return value == value ? text : "";
}

}  // namespace

TrialFile::TrialFile(const std::string& path, const research::Plan& plan)
    : plan_{plan}, path_{path} {
  if (path.empty()) return;
  file_ = std::fopen(path.c_str(), "we");
  if (file_ == nullptr) {
    throw Failure{ExitCode::Failed, "cannot write '" + path + "': " + std::strerror(errno)};
  }
  std::string head;
  for (const research::Axis& axis : plan.axes) {
    head += plan.entry->parameters[axis.parameter].name;
    head += ',';
  }
  for (std::size_t i = 0; i < research::kTrialMetrics; ++i) {
    if (i != 0) head += ',';
    head += research::kTrialMetricKeys[i];
  }
  std::fprintf(file_, "%s\n", head.c_str());
}

TrialFile::~TrialFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void TrialFile::add(const research::TrialRow& row) {
  if (file_ == nullptr) return;
  const std::vector<double> values = plan_.values_at(row.point);
  std::string line;
  for (const research::Axis& axis : plan_.axes) {
    line += strategies::to_string(plan_.entry->parameters[axis.parameter], values[axis.parameter]);
    line += ',';
  }
  for (std::size_t i = 0; i < research::kTrialMetrics; ++i) {
    if (i != 0) line += ',';
    line += number(row.metrics.values[i]);
  }
  if (std::fprintf(file_, "%s\n", line.c_str()) < 0) {
    throw Failure{ExitCode::Failed, "cannot write '" + path_ + "': " + std::strerror(errno)};
  }
}

void write_returns(const std::string& path, const research::Plan& plan,
                   const research::RunnerSource& runners,
                   const std::vector<std::uint64_t>& points) {
  if (path.empty()) return;
  std::vector<std::vector<double>> columns;
  columns.reserve(points.size());
  std::string text;
  const auto runner = runners();
  for (const std::uint64_t point : points) {
    runner->run(plan.values_at(point));
    columns.emplace_back(runner->returns().begin(), runner->returns().end());
    if (!text.empty()) text += ',';
    text += report::point_text(plan, point);
  }
  text += '\n';
  for (std::size_t row = 0; !columns.empty() && row < columns.front().size(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i != 0) text += ',';
      text += number(columns[i][row]);
    }
    text += '\n';
  }
  write_text(path, text);
}

}  // namespace tw::app
