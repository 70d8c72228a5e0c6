#include "adapters/folder/session.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "formats/csv_bars.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::folder {
namespace {

using vendor::Answer;
using vendor::History;
using vendor::Operation;
using vendor::Outcome;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 30;
constexpr std::string_view kEnding = ".csv";
constexpr std::string_view kFileScheme = "file://";

vendor::VendorFacts facts_of_folder() {
  using Unit = Timeframe::Unit;
  return {.name = std::string{kName},
          .title = "CSV files of a folder",
          .key_name = {},
          .secret_name = {},
          .base_url = {},
          .operations = vendor::Operations{Operation::History, Operation::Search},
          .timeframes = {{Unit::Minute, 1},
                         {Unit::Minute, 5},
                         {Unit::Minute, 15},
                         {Unit::Minute, 30},
                         {Unit::Minute, 60},
                         {Unit::Minute, 240},
                         {Unit::Day, 1},
                         {Unit::Week, 1},
                         {Unit::Month, 1}},
          .limits = {},
          .quotes_max = 1};
}

vendor::Refusal no_folder(const std::string& path) {
  if (path.empty()) {
    return vendor::refused(Outcome::BadRequest,
                           "csv has no folder: set its url to the folder with your files");
  }
  return vendor::refused(Outcome::BadRequest, "csv's url '" + path + "' is no folder");
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Returns the bars of a table as rows with labels.
History history_of(const formats::CsvBars& bars, const vendor::HistoryRequest& request) {
  const BarTable& table = bars.table;
  History history{.symbol = request.symbol,
                  .timeframe = request.timeframe,
                  .basis = PriceBasis::Unknown,
                  .currency = vendor::kUnsaidCurrency,
                  .zone = {},
                  .rows = {},
                  .actions = {},
                  .nulls_skipped = bars.quarantined.size(),
                  .rounded_values = bars.tally.rounded_values,
                  .delay = {}};
  history.rows.reserve(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool is_intraday = request.timeframe.is_intraday();
    const auto label = is_intraday
                           ? Timestamp{table.start[i]}
                           : vendor::us_session_label(Date{table.session[i]}, request.timeframe);
    vendor::HistoryRow row{.label = label,
                           .open = Price::from_raw(table.open[i]),
                           .high = Price::from_raw(table.high[i]),
                           .low = Price::from_raw(table.low[i]),
                           .close = Price::from_raw(table.close[i]),
                           .volume = Volume::from_raw(table.volume[i]),
                           .adjusted_close = std::nullopt};
    if (!table.adjusted_close.empty() && table.adjusted_close[i] != BarSeries::kNoValue) {
      row.adjusted_close = Price::from_raw(table.adjusted_close[i]);
    }
    history.rows.push_back(row);
  }
  return history;
}

Answer<History> read_file(const std::filesystem::path& path, const vendor::HistoryRequest& request,
                          bool says_timeframe) {
  const std::string name = path.filename().string();
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > kFileBytesMax) {
    return std::unexpected{
        vendor::malformed(name + (error ? " cannot be read" : " is larger than 1 GB"))};
  }
  formats::CsvOptions options;
  if (says_timeframe) options.timeframe = request.timeframe;
  const std::string text = text_of(path);
  const auto bars = formats::parse_csv_bars(text, options);
  if (!bars) {
    return std::unexpected{vendor::malformed(vendor::one_line(name + " " + bars.error().message))};
  }
  if (bars->table.timeframe != request.timeframe) {
    return std::unexpected{vendor::refused(
        Outcome::NoData, name + " holds bars of " + to_string(bars->table.timeframe))};
  }
  return history_of(*bars, request);
}

}  // namespace

bool is_file_name(std::string_view symbol) {
  constexpr std::size_t kSymbolMax = 64;
  constexpr std::string_view kMarks = ".^=-_";
  const auto is_allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.contains(c);
  };
  return !symbol.empty() && symbol.size() <= kSymbolMax && symbol.front() != '.' &&
         std::ranges::all_of(symbol, is_allowed);
}

std::vector<std::string> file_names(const std::string& symbol, Timeframe timeframe) {
  std::string named = symbol;
  named += '.';
  named += to_string(timeframe);
  named += kEnding;
  std::string plain = symbol;
  plain += kEnding;
  return {std::move(named), std::move(plain)};
}

Session::Session(const vendor::VendorSettings& settings)
    : facts_{facts_of_folder()}, path_{settings.base_url} {
  if (path_.starts_with(kFileScheme)) path_.erase(0, kFileScheme.size());
}

Answer<History> Session::history(const vendor::HistoryRequest& request, Duration /*patience*/) {
  std::error_code error;
  if (!std::filesystem::is_directory(path_, error)) return std::unexpected{no_folder(path_)};
  if (!is_file_name(request.symbol)) {
    return std::unexpected{vendor::refused(
        Outcome::BadRequest, "'" + vendor::one_line(request.symbol) + "' is no name of a file")};
  }
  for (const std::string& name : file_names(request.symbol, request.timeframe)) {
    const std::filesystem::path path = std::filesystem::path{path_} / name;
    if (!std::filesystem::is_regular_file(path, error)) continue;
    const bool says_timeframe = name.size() > request.symbol.size() + kEnding.size();
    auto found = read_file(path, request, says_timeframe);
    if (!found) return found;
    vendor::put_in_order(*found);
    vendor::keep_range(*found, request.from, request.to);
    if (found->rows.empty()) {
      return std::unexpected{
          vendor::refused(Outcome::NoData, name + " has no bars in this window")};
    }
    return found;
  }
  return std::unexpected{vendor::refused(
      Outcome::SymbolNotFound, "the folder has neither " +
                                   file_names(request.symbol, request.timeframe)[0] + " nor " +
                                   file_names(request.symbol, request.timeframe)[1])};
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration /*patience*/) {
  constexpr std::size_t kMatchesMax = 100;
  std::error_code error;
  if (!std::filesystem::is_directory(path_, error)) return std::unexpected{no_folder(path_)};
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::set<std::string> symbols;  // In order, and each once however many files it has.
  std::filesystem::directory_iterator file{path_, error};
  for (; !error && file != std::filesystem::directory_iterator{}; file.increment(error)) {
    std::string name = file->path().filename().string();
    if (!name.ends_with(kEnding)) continue;
    name.resize(name.size() - kEnding.size());
    const std::size_t point = name.rfind('.');
    if (point != std::string::npos && parse_timeframe(std::string_view{name}.substr(point + 1))) {
      name.resize(point);
    }
    const std::string_view beginning = std::string_view{name}.substr(0, text.size());
    if (!std::ranges::equal(beginning, text, {}, lower, lower)) continue;
    if (is_file_name(name)) symbols.insert(std::move(name));
  }
  std::vector<vendor::SymbolMatch> matches;
  matches.reserve(std::min(symbols.size(), kMatchesMax));
  for (const std::string& symbol : symbols) {
    if (matches.size() == kMatchesMax) break;
    matches.push_back({.symbol = symbol,
                       .name = symbol,
                       .exchange = {},
                       .kind = {},
                       .region = {},
                       .currency = vendor::kUnsaidCurrency});
  }
  return matches;
}

}  // namespace tw::adapters::folder
