#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "bench_workloads.hpp"
#include "workloads/csv_w6.hpp"
#include "workloads/indicators_w5.hpp"
#include "workloads/journal_rate.hpp"
#include "workloads/vendor_json.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::app {

namespace {

/// Runs one indicator's passes; adds what they took to the result's.
void measure_w5(const workloads::W5Indicator& indicator, const workloads::W5Input& input,
                workloads::W5Buffers& buffers, BenchResult& result) {
  const double per_element = 1e9 / static_cast<double>(input.close.size());
  std::vector<double> plain;
  std::vector<double> batch;
  std::vector<double> streaming;
  bool is_same = true;
  bool agrees = true;
  for (std::size_t pass = 0; pass < kBenchPasses; ++pass) {
    const workloads::W5Pass once = indicator.pass(input, buffers);
    plain.push_back(once.plain * per_element);
    batch.push_back(once.batch * per_element);
    streaming.push_back(once.streaming * per_element);
    result.seconds[pass] += once.batch;
    result.bare_seconds[pass] += once.plain;
    is_same = is_same && once.streaming_equals_batch;
    agrees = agrees && once.plain_agrees;
  }
  const std::string name{indicator.name};
  result.indicators.push_back({.name = name,
                               .plain_ns = BenchResult::median(plain),
                               .batch_ns = BenchResult::median(batch),
                               .streaming_ns = BenchResult::median(streaming)});
  result.checks.push_back({name + " streaming = batch", is_same});
  result.checks.push_back({name + " = plain loop to 1e-8", agrees});
}

constexpr std::size_t kJsonBars = 100'000;

/// Runs one vendor's passes; adds what they took to the result's.
void measure_json(const workloads::JsonVendor& vendor, const BarTable& bars, BenchResult& result) {
  const workloads::Pages pages = vendor.pages(bars);
  ParserTimes best{.vendor = std::string{vendor.name},
                   .bytes = workloads::bytes_of(pages),
                   .pages = pages.size()};
  bool is_whole = true;
  bool is_as_sent = true;
  for (std::size_t pass = 0; pass < kBenchPasses; ++pass) {
    const workloads::JsonPass bare = workloads::bare_json(vendor, pages);
    const workloads::JsonPass parsed = workloads::parse_json(vendor, pages, bars);
    result.bare_seconds[pass] += bare.cpu_seconds;
    result.seconds[pass] += parsed.cpu_seconds;
    const bool is_first = pass == 0;
    best.seconds = is_first ? parsed.cpu_seconds : std::min(best.seconds, parsed.cpu_seconds);
    best.bare_seconds = is_first ? bare.cpu_seconds : std::min(best.bare_seconds, bare.cpu_seconds);
    best.allocations = parsed.allocations;
    is_whole = is_whole && parsed.bars == kJsonBars && bare.bars + parsed.nulls == kJsonBars;
    // Where prices lose what floats put behind them: half a cent over all of them.
    is_as_sent =
        is_as_sent && (vendor.is_exact ? parsed.is_as_sent : std::abs(bare.sum - parsed.sum) < 0.5);
  }
  result.count += best.bytes;
  result.checks.push_back({best.vendor + " bars = 100000", is_whole});
  result.checks.push_back(
      {best.vendor + (vendor.is_exact ? " bars are as sent" : " sums agree"), is_as_sent});
  result.parsers.push_back(std::move(best));
}

}  // namespace

BenchResult measure_w5() {
  const workloads::W5Input input = workloads::w5_input(10'000'000);
  const std::vector<workloads::W5Indicator>& all = workloads::w5_indicators();
  BenchResult result{
      .workload = "w5", .unit = "elements", .count = input.close.size() * all.size()};
  result.seconds.assign(kBenchPasses, 0.0);
  result.bare_seconds.assign(kBenchPasses, 0.0);
  workloads::W5Buffers buffers{input.close.size()};
  for (const workloads::W5Indicator& indicator : all) {
    measure_w5(indicator, input, buffers, result);
  }
  return result;
}

BenchResult measure_json() {
  BenchResult result{.workload = "json", .unit = "bytes"};
  result.seconds.assign(kBenchPasses, 0.0);
  result.bare_seconds.assign(kBenchPasses, 0.0);
  const BarTable bars = workloads::minutes_in_new_york(kJsonBars);
  for (const workloads::JsonVendor& vendor : workloads::json_vendors()) {
    measure_json(vendor, bars, result);
  }
  return result;
}

BenchResult measure_json_of(std::string_view vendor) {
  BenchResult result{.workload = "json", .unit = "bytes"};
  result.seconds.assign(kBenchPasses, 0.0);
  result.bare_seconds.assign(kBenchPasses, 0.0);
  measure_json(*workloads::json_vendor(vendor), workloads::minutes_in_new_york(kJsonBars), result);
  return result;
}

BenchResult measure_w6() {
  std::string text;
  {
    const BarTable table = workloads::w1();
    text = workloads::to_csv(table.view({}));
  }
  BenchResult result{.workload = "w6", .unit = "bytes", .count = text.size()};
  for (int pass = 0; pass < kBenchPasses; ++pass) {
    const workloads::W6Pass bare = workloads::bare_w6(text);
    const workloads::W6Pass parsed = workloads::parse_w6(text);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(parsed.seconds);
    constexpr double kSum = 5'719'893'808.933;
    result.checks = {{"60585570 bytes", text.size() == 60'585'570},
                     {"values = 5000000", parsed.values == 5'000'000},
                     {"sum = 5719893808.933", std::abs(parsed.sum - kSum) < 5e-4},
                     {"bare loop agrees", std::abs(bare.sum - parsed.sum) < 5e-4},
                     {"nothing set aside", parsed.quarantined == 0}};
  }
  return result;
}

BenchResult measure_journal() {
  constexpr std::uint64_t kTimed = 1'000'000;
  constexpr std::uint64_t kSynced = 500;
  BenchResult result{
      .workload = "journal", .unit = "records", .count = workloads::kJournalRecords, .values = {}};
  std::vector<double> p50;
  std::vector<double> p99;
  std::vector<double> cpu_ns;
  std::uint64_t allocations = 0;
  bool is_whole = true;
  for (int pass = 0; pass < kBenchPasses; ++pass) {
    result.bare_seconds.push_back(workloads::bare_journal(workloads::kJournalRecords));
    const auto sustained = workloads::write_journal(workloads::kJournalRecords, false);
    const auto timed = workloads::write_journal(kTimed, true);
    result.seconds.push_back(sustained.seconds);
    cpu_ns.push_back(sustained.cpu_seconds * 1e9 / static_cast<double>(workloads::kJournalRecords));
    p50.push_back(timed.p50_ns);
    p99.push_back(timed.p99_ns);
    allocations += sustained.allocations;
    is_whole =
        is_whole && sustained.records == workloads::kJournalRecords && timed.records == kTimed;
  }
  const auto synced = workloads::write_synced(kSynced);
  result.allocations_steady = allocations;
  result.checks = {{"every record is read back", is_whole && synced.records == kSynced},
                   {"no allocation by who writes", allocations == 0}};
  result.values = {{"record_cpu_ns", BenchResult::median(cpu_ns)},
                   {"record_p50_ns", BenchResult::median(p50)},
                   {"record_p99_ns", BenchResult::median(p99)},
                   {"power_p50_ms", synced.p50_ns * 1e-6},
                   {"power_p99_ms", synced.p99_ns * 1e-6}};
  return result;
}

}  // namespace tw::app
