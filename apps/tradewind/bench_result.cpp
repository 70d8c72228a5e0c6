#include "bench_result.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/resource.h>

#include "report/json_writer.hpp"

namespace tw::app {
namespace {

std::uint64_t peak_rss_bytes() {
  // The kernel's figure for this program alone: that of getrusage may still be the parent's.
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

void write_indicators(report::JsonWriter& json, const std::vector<IndicatorTimes>& indicators) {
  if (indicators.empty()) return;
  json.key("indicators").begin_object();
  for (const IndicatorTimes& times : indicators) {
    json.key(times.name).compact(true).begin_object();
    json.member("plain_loop_ns", times.plain_ns);
    json.member("batch_ns", times.batch_ns);
    json.member("streaming_ns", times.streaming_ns);
    json.member("ratio", times.ratio());
    json.end_object().compact(false);
  }
  json.end_object();
}

void write_parsers(report::JsonWriter& json, const std::vector<ParserTimes>& parsers) {
  if (parsers.empty()) return;
  json.key("vendors").begin_object();
  for (const ParserTimes& times : parsers) {
    json.key(times.vendor).compact(true).begin_object();
    json.member("bytes", times.bytes).member("pages", times.pages);
    json.member("cpu_seconds", times.seconds).member("bare_cpu_seconds", times.bare_seconds);
    json.member("mb_per_second", times.mb_per_second()).member("ratio", times.ratio());
    json.member("allocations", times.allocations);
    json.end_object().compact(false);
  }
  json.end_object();
}

/// Formats one line of a table.
template <class... Values>
std::string formatted(const char* format, Values... values) {
  char buffer[160];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

std::string table_of(const std::vector<ParserTimes>& parsers) {
  if (parsers.empty()) return {};
  std::string text =
      "  vendor              MB   pages      ms    MB/s  bare ms   ratio  allocations a page\n";
  for (const ParserTimes& times : parsers) {
    text += formatted("  %-13s %8.2f %7d %7.1f %7.0f %8.1f %7.2f %19.1f\n", times.vendor.c_str(),
                      static_cast<double>(times.bytes) * 1e-6, static_cast<int>(times.pages),
                      times.seconds * 1e3, times.mb_per_second(), times.bare_seconds * 1e3,
                      times.ratio(), times.allocations_per_page());
  }
  return text;
}

}  // namespace

double BenchResult::median(std::vector<double> sample) {
  std::ranges::sort(sample);
  return sample[sample.size() / 2];
}

bool BenchResult::is_exact() const {
  return std::ranges::all_of(checks, [](const BenchCheck& check) { return check.holds; });
}

std::string json_of(const BenchResult& result) {
  report::JsonWriter json;
  json.begin_object();
  json.member("workload", result.workload);
  json.member("fills", result.fills);
  if (result.trades) json.member("trades", result.trades);
  json.member("equity", result.equity);
  for (const auto& [name, value] : result.values) json.member(name, value);
  json.member("seconds", BenchResult::median(result.seconds));
  json.member(result.unit + "_per_second", result.per_second());
  json.member("peak_rss_bytes", peak_rss_bytes());
  json.member("allocations_steady", result.allocations_steady);
  json.member("bare_loop_seconds", BenchResult::median(result.bare_seconds));
  json.member("commands_hash", result.commands_hash);
  json.key("passes").compact(true).begin_array();
  for (const double seconds : result.seconds) json.value(seconds);
  json.end_array().compact(false);
  write_indicators(json, result.indicators);
  write_parsers(json, result.parsers);
  json.key("checks").begin_object();
  for (const BenchCheck& check : result.checks) json.member(check.name, check.holds);
  json.end_object();
  json.end_object();
  return json.take();
}

std::string table_of(const BenchResult& result) {
  std::string text;
  const auto line = [&](const char* name, double value, const char* unit) {
    text += formatted("  %-22s %14.6g %s\n", name, value, unit);
  };
  text += result.workload + ", median of " + std::to_string(kBenchPasses) + "\n";
  line("time", BenchResult::median(result.seconds) * 1e3, "ms");
  line("speed", result.per_second() / 1e6,
       result.unit == "bytes" ? "MB/s" : ("million " + result.unit + "/s").c_str());
  line("bare loop", BenchResult::median(result.bare_seconds) * 1e3, "ms");
  line("ratio to it",
       BenchResult::median(result.seconds) / BenchResult::median(result.bare_seconds), "");
  line("peak memory", static_cast<double>(peak_rss_bytes()) / 1e6, "MB");
  if (result.allocations_steady) {
    line("steady allocations", static_cast<double>(*result.allocations_steady), "");
  }
  if (result.indicators.empty()) {
    for (const auto& [name, value] : result.values) line(name.c_str(), value, "");
  }
  for (const IndicatorTimes& times : result.indicators) {
    text += formatted(
        "  %-13s batch %5.2f ns, plain loop %5.2f ns, ratio %4.2f, streaming %5.2f ns\n",
        times.name.c_str(), times.batch_ns, times.plain_ns, times.ratio(), times.streaming_ns);
  }
  text += table_of(result.parsers);
  for (const BenchCheck& check : result.checks) {
    text += std::string{"  "} + (check.holds ? "exact  " : "WRONG  ") + check.name + "\n";
  }
  return text;
}

}  // namespace tw::app
