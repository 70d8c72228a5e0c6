#include <cstdlib>
#include <gmock/gmock.h>
#include <numeric>

#include "ingest/load_bars.hpp"
#include "support/csv_rows.hpp"

namespace tw::ingest {
namespace {

const std::string kData = std::string{TW_SHARED} + "/data/";

/// One row of QUALITY.csv: what a file of real history is known to hold.
struct Known {
  std::string file;
  std::size_t rows = 0;
  std::string first;
  std::string last;
  std::string extra_dates;
  std::size_t outside_range = 0;
};

std::vector<Known> known_files() {
  std::vector<Known> files;
  for (const support::CsvRow& row : support::csv_rows(kData + "QUALITY.csv")) {
    files.push_back({.file = row[0],
                     .rows = std::stoul(row[1]),
                     .first = row[2],
                     .last = row[3],
                     .extra_dates = row[5],
                     .outside_range = std::stoul(row[7])});
  }
  return files;
}

/// Loads the file, through `gunzip` where it is packed, as a user would.
std::expected<LoadedBars, LoadError> loaded(const std::string& file) {
  const std::string path = kData + file;
  if (!file.ends_with(".gz")) return load_bars(path, {});
  std::string text;
  std::FILE* pipe = popen(("gunzip -c " + path).c_str(), "r");
  std::array<char, 65'536> block;
  for (std::size_t size = 1; size > 0;) {
    size = std::fread(block.data(), 1, block.size(), pipe);
    text.append(block.data(), size);
  }
  pclose(pipe);
  return load_bars_from(text, path, {});
}

TEST(RealHistory, IsReadRowForRowWithNothingSetAside) {
  const std::vector<Known> files = known_files();
  ASSERT_GE(files.size(), 80u);

  for (const Known& known : files) {
    const auto bars = loaded(known.file);
    ASSERT_TRUE(bars.has_value()) << bars.error().message;
    EXPECT_EQ(bars->table.size(), known.rows) << known.file;
    EXPECT_EQ(bars->quarantine.summary(), "") << known.file;
    EXPECT_EQ(bars->label(0), known.first) << known.file;
    EXPECT_EQ(bars->label(bars->table.size() - 1), known.last) << known.file;
    EXPECT_EQ(bars->tally.outside_range, known.outside_range) << known.file;
  }
}

TEST(RealHistory, TellsItsTimeframeAndCalendarByItself) {
  for (const Known& known : known_files()) {
    const auto bars = loaded(known.file);
    const std::string& file = known.file;
    const bool is_daily = file.find("daily") != std::string::npos || file.starts_with("index/") ||
                          file.starts_with("samples/");
    const std::string timeframe = is_daily                                  ? "1d"
                                  : file.find("hour/") != std::string::npos ? "1h"
                                  : file.starts_with("minute5/")            ? "5m"
                                                                            : "1m";
    const CalendarKind calendar = file.starts_with("crypto/")    ? CalendarKind::AlwaysOpen
                                  : file.starts_with("fx/")      ? CalendarKind::Fx
                                  : file.starts_with("futures/") ? CalendarKind::Cme
                                                                 : CalendarKind::Nyse;

    EXPECT_EQ(to_string(bars->table.timeframe), timeframe) << file;
    EXPECT_EQ(bars->calendar, calendar) << file;
  }
}

TEST(RealHistory, IsOnTheCalendarButForTheDatesThatItsNotesName) {
  for (const Known& known : known_files()) {
    // "33: 2004-06-11 ..." counts them; the STOXX index keeps its own holidays.
    const bool is_european = known.file.starts_with("samples/STOXX");
    if (!known.file.starts_with("daily") && !known.file.starts_with("index/") && !is_european) {
      continue;
    }
    const auto bars = loaded(known.file);
    const std::size_t extra = known.extra_dates.empty() ? 0 : std::stoul(known.extra_dates);
    EXPECT_EQ(bars->tally.off_calendar, is_european ? 13 : extra) << known.file;
  }
}

TEST(RealHistory, IsExactToTheLastDigit) {
  const auto bars = loaded("daily/SPY.csv");

  EXPECT_EQ(bars->table.open[0], 2'419'258'300);  // 24.192583
  EXPECT_EQ(bars->table.close[0], 2'417'538'800);
  EXPECT_EQ(bars->table.volume[0], 10'032'000'000);
  EXPECT_EQ(bars->table.adjusted_close[0], bars->table.close[0]);
}

}  // namespace
}  // namespace tw::ingest
