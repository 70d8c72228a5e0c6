#include "store/bar_file.hpp"

#include <gmock/gmock.h>

#include "small_bars.hpp"
#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

using ::testing::HasSubstr;

const BarKey kKey{"AAPL", kDaily, "csv"};

class BarFile : public testing::Test {
 protected:
  void write(const BarTable& table) {
    const BarKey key{"AAPL", table.timeframe, "csv"};
    ASSERT_TRUE(write_bar_file(path_, key, CalendarKind::Nyse, table.view({})));
  }
  /// Changes one byte of the file.
  void damage(std::size_t offset) {
    std::string bytes = support::read_text(path_);
    bytes[offset] = static_cast<char>(bytes[offset] ^ 1);
    folder_.write("a.bars", bytes);
  }
  std::string refusal() {
    const auto bars = MappedBars::open(path_);
    EXPECT_FALSE(bars.has_value());
    return bars ? "" : bars.error().message;
  }

  support::TempFolder folder_;
  std::string path_ = folder_ / "a.bars";
};

TEST_F(BarFile, GivesBackEveryColumnAndItsName) {
  BarTable table = daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}, {"2013-10-09", 3}});
  table.adjusted_close = {1, BarSeries::kNoValue, 3};
  write(table);

  const auto bars = MappedBars::open(path_);

  ASSERT_TRUE(bars.has_value()) << bars.error().message;
  EXPECT_EQ(bars->key(), kKey);
  EXPECT_EQ(bars->calendar(), CalendarKind::Nyse);
  const BarSeries series = bars->series(InstrumentId{7});
  EXPECT_EQ(series.instrument, InstrumentId{7});
  EXPECT_EQ(copy_of(series.start), table.start);
  EXPECT_EQ(copy_of(series.end), table.end);
  EXPECT_EQ((std::vector<std::int32_t>{series.session.begin(), series.session.end()}),
            table.session);
  EXPECT_EQ(copy_of(series.open), table.open);
  EXPECT_EQ(copy_of(series.high), table.high);
  EXPECT_EQ(copy_of(series.low), table.low);
  EXPECT_EQ(copy_of(series.close), table.close);
  EXPECT_EQ(copy_of(series.volume), table.volume);
  EXPECT_EQ(copy_of(series.adjusted_close), table.adjusted_close);
}

TEST_F(BarFile, NeedsNoEndsForIntradayBars) {
  write(minute_bars(3));

  const auto bars = MappedBars::open(path_);

  EXPECT_TRUE(bars->series({}).end.empty());
  EXPECT_EQ(bars->series({}).end_at(0), bars->series({}).at(0).start + Duration::minutes(1));
}

TEST_F(BarFile, HasTheSameBytesForTheSameBars) {
  write(minute_bars(10));
  const std::string first = support::read_text(path_);
  write(minute_bars(10));

  EXPECT_EQ(support::read_text(path_), first);
}

TEST_F(BarFile, IsReadWhereItLiesAndOutlivesItsReplacement) {
  write(minute_bars(3));
  const auto before = MappedBars::open(path_);
  write(minute_bars(5));

  EXPECT_EQ(before->size(), 3u);
  EXPECT_EQ(before->series({}).close[2], Price::whole(11).raw());
  EXPECT_EQ(MappedBars::open(path_)->size(), 5u);
}

TEST_F(BarFile, MayBeEmpty) {
  write(BarTable{.timeframe = kDaily});

  EXPECT_EQ(MappedBars::open(path_)->size(), 0u);
}

TEST_F(BarFile, IsRefusedWhenAnyByteOfItHasChanged) {
  write(minute_bars(3));
  const std::string good = support::read_text(path_);

  for (std::size_t i = 0; i < good.size(); ++i) {
    // The four bytes behind the version, and padding behind the sessions, carry nothing.
    if ((i >= 12 && i < 16) || (i >= 16 + 24 + 12 && i < 16 + 24 + 16)) continue;
    folder_.write("a.bars", good);
    damage(i);
    EXPECT_FALSE(MappedBars::open(path_).has_value()) << "byte " << i;
  }
}

TEST_F(BarFile, IsRefusedWhenItIsCutShortAnywhere) {
  write(minute_bars(3));
  const std::string good = support::read_text(path_);

  for (std::size_t size = 0; size < good.size(); size += 7) {
    folder_.write("a.bars", good.substr(0, size));
    EXPECT_FALSE(MappedBars::open(path_).has_value()) << size << " bytes";
  }
}

TEST_F(BarFile, CanBeListedWithoutReadingItsColumns) {
  write(minute_bars(3));
  damage(20);

  const auto bars = MappedBars::open(path_, MappedBars::Check::Footer);

  ASSERT_TRUE(bars.has_value());
  EXPECT_EQ(bars->key().symbol, "AAPL");
  EXPECT_FALSE(MappedBars::open(path_).has_value());
}

TEST_F(BarFile, SaysWhatIsWrong) {
  EXPECT_THAT(refusal(), HasSubstr("cannot be read"));
  folder_.write("a.bars", "date,open\n2013-10-07,1\n");
  EXPECT_THAT(refusal(), HasSubstr("is not a bar file"));
  write(minute_bars(3));
  damage(20);
  EXPECT_THAT(refusal(), HasSubstr("is damaged: remove it and import its bars again"));
  write(minute_bars(3));
  damage(8);
  EXPECT_THAT(refusal(), HasSubstr("of a version"));
  write(minute_bars(3));
  const std::string good = support::read_text(path_);
  folder_.write("a.bars", good.substr(0, good.size() - 1));
  EXPECT_THAT(refusal(), HasSubstr("is cut short"));
}

}  // namespace
}  // namespace tw::store
