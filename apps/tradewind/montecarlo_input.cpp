#include "montecarlo_input.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "analytics/session_values.hpp"
#include "backtest_job.hpp"
#include "formats/run_json.hpp"
#include "market/session_calendar.hpp"
#include "store/file.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

store::FileText text_of(const std::string& name) {
  auto text = store::FileText::read(name);
  if (!text) throw Failure{ExitCode::BadData, text.error().message};
  return std::move(*text);
}

/// Takes the next comma-separated field off `line`.
std::string_view take_field(std::string_view& line) {
  const std::size_t comma = line.find(',');
  const std::string_view field = line.substr(0, comma);
  line = comma == std::string_view::npos ? std::string_view{} : line.substr(comma + 1);
  return field;
}

std::optional<std::uint32_t> whole(std::string_view field) {
  while (!field.empty() && (field.back() == ' ' || field.back() == '\r')) field.remove_suffix(1);
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return value;
}

/// Returns whether the file's first line names columns: no path begins with a word.
bool is_header(std::string_view line) {
  const std::string_view first = take_field(line);
  const auto is_letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  return std::ranges::any_of(first, is_letter);
}

/// Reads a row of indices. Errors: throws Failure that begins with `where`.
std::vector<std::uint32_t> path_of(std::string_view line, std::uint32_t sample,
                                   const std::string& where) {
  std::vector<std::uint32_t> path;
  while (!line.empty()) {
    const std::string field{take_field(line)};
    const auto index = whole(field);
    if (!index || *index >= sample) {
      throw Failure{ExitCode::BadData, std::string{where}
                                           .append(": '")
                                           .append(field)
                                           .append("' is no index into the ")
                                           .append(std::to_string(sample))
                                           .append(" returns; write whole numbers from 0 to ")
                                           .append(std::to_string(sample - 1))};
    }
    path.push_back(*index);
  }
  return path;
}

}  // namespace

bool names_a_strategy(const BacktestFlags& flags) {
  return !flags.spec_file.empty() || !flags.settings.empty() ||
         value_of(flags, "--strategy") != nullptr;
}

MonteCarloInput input_of_run(const std::string& file) {
  const auto refuse = [&](const std::string& why) {
    return Failure{ExitCode::BadData, "the run '" + file + "' " + why +
                                          "; give it what 'tradewind backtest --json FILE' wrote"};
  };
  const auto run = formats::read_run(text_of(file).view(), file);
  if (!run) throw refuse(run.error());
  auto record = formats::track_record_of(*run);
  if (!record) throw refuse(record.error());
  return {.record = std::move(*record), .data = file};
}

MonteCarloInput input_of_prices(const BacktestFlags& flags) {
  const formats::BacktestRequest request = request_of(with_any_strategy(flags));
  const BacktestData data = load_backtest_data(request, flags.home);
  if (data.feeds.size() != 1) {
    throw Failure{ExitCode::BadUsage, "prices of " + std::to_string(data.feeds.size()) +
                                          " symbols were named; name one, or add --strategy"};
  }
  const backtest::Feed& feed = data.feeds.front();
  const analytics::DatedValues closes =
      analytics::session_closes(feed.bars.slice(feed.range.first, feed.range.size()));
  const int sessions = SessionCalendar::of(feed.instrument.calendar).periods_per_year();
  MonteCarloInput input{.record = {.title = feed.instrument.symbol + " itself"}};
  if (!request.data.empty()) input.data = request.data.front();
  input.record.first = to_string(closes.dates.front());
  input.record.last = to_string(closes.dates.back());
  input.record.session_returns = analytics::simple_returns(closes.values);
  input.record.periods_per_year = analytics::returns_per_year(feed.bars.timeframe, sessions);
  return input;
}

MonteCarloInput input_of_backtest(const formats::BacktestRequest& request,
                                  const BacktestData& data) {
  const BacktestJob job = run_backtest_job(request, data);
  return {.record = research::track_record_of(job.report),
          .data = request.data.empty() ? std::string{} : request.data.front()};
}

std::vector<std::vector<std::uint32_t>> read_indices(const std::string& file,
                                                     std::uint32_t sample) {
  const store::FileText text = text_of(file);
  std::vector<std::vector<std::uint32_t>> paths;
  std::string_view rest = text.view();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  bool has_names = false;  // Each row begins with the name of its path.
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (number == 1 && is_header(line)) {
      has_names = line.starts_with("path,");
      continue;
    }
    if (has_names) take_field(line);
    std::vector<std::uint32_t> path =
        path_of(line, sample, "'" + file + "' line " + std::to_string(number));
    if (!paths.empty() && path.size() != paths.front().size()) {
      throw Failure{ExitCode::BadData, "'" + file + "' line " + std::to_string(number) + " has " +
                                           std::to_string(path.size()) + " indices, the first " +
                                           "path has " + std::to_string(paths.front().size()) +
                                           "; give every path as many"};
    }
    paths.push_back(std::move(path));
  }
  if (paths.empty()) {
    throw Failure{ExitCode::BadData, "'" + file + "' has no path; write one row of indices each"};
  }
  return paths;
}

}  // namespace tw::app
