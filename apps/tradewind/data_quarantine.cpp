#include <algorithm>

#include "core/nearest.hpp"
#include "data.hpp"
#include "data_health.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using ingest::QuarantinedBar;
using Ruling = QuarantinedBar::Ruling;

Timeframe timeframe_of(const std::string& text) {
  if (text.empty()) return kDaily;
  const auto timeframe = parse_timeframe(text);
  if (timeframe) return *timeframe;
  throw Failure{ExitCode::BadUsage,
                "--timeframe is '" + text + "', which is none: write 1m, 5m, 1h, 1d, 1w or 1mo"};
}

/// Rules on the bars of `source`; on those of the others about the same labels the other way.
std::size_t rule(std::vector<QuarantinedBar>& bars, const DataQuarantine& request,
                 const std::string& source, Ruling ruling) {
  const Ruling contrary = ruling == Ruling::Accepted ? Ruling::Rejected : Ruling::Accepted;
  std::size_t count = 0;
  for (QuarantinedBar& bar : bars) {
    const bool is_meant = request.at.empty() || std::ranges::count(request.at, bar.at) > 0;
    if (!is_meant || bar.reason == QuarantinedBar::Reason::Impossible) continue;
    if (bar.source == source) {
      bar.ruling = ruling;
      count += 1;
    } else if (bar.other_source == source) {
      bar.ruling = contrary;
    }
  }
  return count;
}

void refuse_ruling(const std::vector<QuarantinedBar>& bars, const DataQuarantine& request,
                   const std::string& source) {
  std::vector<std::string_view> sources;
  sources.reserve(bars.size());
  for (const QuarantinedBar& bar : bars) sources.emplace_back(bar.source);
  const auto meant = nearest(source, sources);
  std::string line = "no bar of '" + request.symbol + "' from source '" + source +
                     "' is in quarantine" + (request.at.empty() ? "" : " at those labels");
  if (meant && *meant != source) line += "; did you mean '" + std::string{*meant} + "'?";
  throw Failure{ExitCode::BadData, line};
}

}  // namespace

void run_data_quarantine(const DataQuarantine& request) {
  if (!request.accept.empty() && !request.reject.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--accept and --reject each rule on both sources: give one of them"};
  }
  const std::string home = home_of(request.home);
  const Timeframe timeframe = timeframe_of(request.timeframe);
  auto bars = ingest::quarantined_bars(home, request.symbol, timeframe);
  if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
  const std::string& source = request.accept.empty() ? request.reject : request.accept;
  if (!source.empty()) {
    const Ruling ruling = request.accept.empty() ? Ruling::Rejected : Ruling::Accepted;
    if (rule(*bars, request, source, ruling) == 0) refuse_ruling(*bars, request, source);
    const auto kept = ingest::keep_quarantined(home, request.symbol, timeframe, *bars);
    if (!kept) throw Failure{ExitCode::Failed, kept.error().message};
  }
  if (!request.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("symbol", request.symbol);
    json.member("timeframe", to_string(timeframe)).key("quarantine");
    write_quarantine(json, *bars);
    json.end_object();
    write_text(request.json, json.take());
  }
  std::string text;
  for (const QuarantinedBar& bar : *bars) text += describe(bar) + '\n';
  if (bars->empty()) text = "no bar of '" + request.symbol + "' is in quarantine\n";
  print(text, request.json == "-");
}

}  // namespace tw::app
