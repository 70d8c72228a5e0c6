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
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.empty() || line == "\r") continue;
    std::vector<std::uint32_t> path;
    while (!line.empty()) {
      const std::string field{take_field(line)};
      const auto index = whole(field);
      if (!index && number == 1) break;  // A header.
      if (!index || *index >= sample) {
        throw Failure{ExitCode::BadData, std::string{"'"}
                                             .append(file)
                                             .append("' line ")
                                             .append(std::to_string(number))
                                             .append(": '")
                                             .append(field)
                                             .append("' is no index into the ")
                                             .append(std::to_string(sample))
                                             .append(" returns; write whole numbers from 0 to ")
                                             .append(std::to_string(sample - 1))};
      }
      path.push_back(*index);
    }
    if (path.empty()) continue;
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
