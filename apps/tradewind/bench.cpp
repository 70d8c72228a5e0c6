#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench_result.hpp"
#include "bench_workloads.hpp"
#include "command_line.hpp"
#include "output.hpp"
#include "report/terminal_text.hpp"
#include "verb.hpp"
#include "workloads/vendor_pages.hpp"

namespace tw::app {
namespace {

struct Workload {
  std::string_view name;
  std::string_view doc;
  BenchResult (*measure)();
};

constexpr Workload kWorkloads[] = {
    {"w1", "a million bars through the whole engine", measure_w1},
    {"w2", "500 symbols in one account", measure_w2},
    {"w3", "a sweep of 10,130 combinations", measure_w3},
    {"w3s", "w3 with drawdown and Sharpe of each", measure_w3s},
    {"w4", "a hundred million resampled returns", measure_w4},
    {"w5", "six indicators over ten million bars", measure_w5},
    {"w6", "60.6 MB of CSV", measure_w6},
    {"w7", "a walk-forward of 2,010 runs", measure_w7},
    {"json", "100,000 bars as each data vendor sends them", measure_json},
    {"rotation", "250 symbols long and short, rebalanced daily", measure_rotation},
    {"journal", "three million records of a session put on disk", measure_journal},
};

struct Options {
  std::string workload;
  std::string vendor;
  std::string json;
};

std::vector<std::string> json_vendor_names() {
  std::vector<std::string> names;
  for (const workloads::JsonVendor& vendor : workloads::json_vendors()) {
    names.emplace_back(vendor.name);
  }
  return names;
}

void bench(const Options& options) {
  const Workload& workload = *std::ranges::find(kWorkloads, options.workload, &Workload::name);
  const bool is_of_one = !options.vendor.empty();
  if (is_of_one && options.workload != "json") {
    throw Failure{ExitCode::BadUsage, "--vendor is for the workload json, not " + options.workload};
  }
  const BenchResult result = is_of_one ? measure_json_of(options.vendor) : workload.measure();
  print(table_of(result), options.json == "-");
  if (!options.json.empty()) write_text(options.json, json_of(result));
  if (!result.is_exact()) {
    throw Failure{ExitCode::Failed,
                  "workload " + options.workload + " did not give its exact result"};
  }
}

}  // namespace

void add_bench(Verb root) {
  const Verb verb = root.verb("bench", "Measure a workload whose exact result is known.");
  auto options = std::make_shared<Options>();
  std::string footer = "Workloads:\n";
  std::vector<std::string> names;
  for (const Workload& workload : kWorkloads) {
    names.emplace_back(workload.name);
    footer += "  " + report::left(names.back(), 10);
    footer += workload.doc;
    footer += "\n";
  }
  verb.option("workload", options->workload, "Which; see below").required().one_of(names);
  verb.option("--vendor", options->vendor, "json: only the parser of this vendor")
      .one_of(json_vendor_names());
  verb.option("--json", options->json, "write the figures as JSON to FILE, or to - (default)")
      .may_be_bare();
  verb.footer(
      footer +
      "\nExamples:\n  tradewind bench w1\n  tradewind bench rotation\n  tradewind bench w6 --json "
      "-\n  tradewind bench json --vendor polygon\n\n"
      "Exit codes: 0 done, 1 a result is not exact or cannot be written, 2 bad usage.\n");
  verb.runs([options] { bench(*options); });
}

}  // namespace tw::app
