#include "store/provenance.hpp"

#include <gmock/gmock.h>

#include "small_bars.hpp"
#include "store/bar_store.hpp"
#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Stretch stretch(std::int64_t from, std::int64_t until) { return {{from}, {until}}; }

Coverage coverage(std::initializer_list<Stretch> stretches) {
  Coverage all;
  for (const Stretch& each : stretches) all.add(each);
  return all;
}

Provenance fetched() {
  Provenance provenance{.basis = PriceBasis::Split,
                        .currency = "USD",
                        .zone = "America/New_York",
                        .as_of = parse_date("2026-11-26"),
                        .asked = {},
                        .confirmed_empty = {}};
  provenance.asked.add(stretch(-5, 10));
  provenance.asked.add(stretch(20, 30));
  provenance.confirmed_empty.add(stretch(21, 22));
  return provenance;
}

TEST(Coverage, IsTheSameWhateverTheOrderInWhichItWasAdded) {
  const Coverage one = coverage({stretch(0, 10), stretch(10, 20), stretch(30, 40)});
  const Coverage other = coverage({stretch(30, 40), stretch(5, 20), stretch(0, 7)});

  EXPECT_EQ(one, other);
  EXPECT_THAT(one.stretches(), ElementsAre(stretch(0, 20), stretch(30, 40)));
}

TEST(Coverage, NamesWhatIsMissing) {
  const Coverage known = coverage({stretch(10, 20), stretch(30, 40)});

  EXPECT_THAT(known.missing_in(stretch(0, 50)),
              ElementsAre(stretch(0, 10), stretch(20, 30), stretch(40, 50)));
  EXPECT_THAT(known.missing_in(stretch(12, 18)), IsEmpty());
  EXPECT_THAT(known.missing_in(stretch(15, 35)), ElementsAre(stretch(20, 30)));
  EXPECT_TRUE(known.covers(stretch(30, 40)));
  EXPECT_FALSE(known.covers(stretch(20, 21)));
  EXPECT_TRUE(known.covers(stretch(50, 50))) << "nothing is always there";
}

TEST(Provenance, ReadsBackWhatItWrote) {
  EXPECT_EQ(parse_provenance(to_text(fetched())), fetched());
  EXPECT_EQ(parse_provenance(""), Provenance{});
}

TEST(Provenance, IsRefusedWhenItsTextIsNoneOfOurs) {
  for (const char* const text : {"basis=split", "basis=dearer\n", "as_of=2026-13-01\n",
                                 "asked=10\n", "asked=10:5\n", "asked=1:x\n", "just words\n"}) {
    EXPECT_FALSE(parse_provenance(text).has_value()) << text;
  }
}

TEST(Provenance, OfALaterProgramIsReadAsFarAsItIsKnown) {
  EXPECT_EQ(parse_provenance("colour=blue\ncurrency=EUR\n")->currency, "EUR");
}

class ProvenanceInStore : public testing::Test {
 protected:
  support::TempFolder home_;
  BarStore store_{home_.path()};
  BarKey key_{"AAPL", kDaily, "yahoo"};
  BarTable bars_ = daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}});
};

TEST_F(ProvenanceInStore, StandsInTheBarFileItself) {
  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, bars_.view({}), fetched()).has_value());

  const auto stored = store_.get({.symbol = "AAPL"});

  ASSERT_TRUE(stored.has_value()) << stored.error().message;
  EXPECT_EQ(stored->provenance(), fetched());
  EXPECT_EQ(copy_of(stored->series({}).close), bars_.close);
  EXPECT_EQ(store_.list().front().provenance, fetched());
}

TEST_F(ProvenanceInStore, OfAnImportKeepsWhatAVendorSaid) {
  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, bars_.view({}), fetched()).has_value());
  const BarTable more = daily_bars({{"2013-10-09", 3}});

  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, more.view({})).has_value());

  EXPECT_EQ(store_.get({.symbol = "AAPL"})->provenance(), fetched());
}

TEST_F(ProvenanceInStore, IsKeptWhenOnlyItIsNews) {
  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, bars_.view({}), fetched()).has_value());
  Provenance more;
  more.asked.add(stretch(10, 20));

  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, BarSeries{.timeframe = kDaily}, more));

  EXPECT_THAT(store_.get({.symbol = "AAPL"})->provenance().asked.stretches(),
              ElementsAre(stretch(-5, 30)));
}

TEST_F(ProvenanceInStore, RefusesToMixPricesOfTwoBases) {
  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, bars_.view({}), fetched()).has_value());
  Provenance raw;
  raw.basis = PriceBasis::Raw;

  const auto refused = store_.put(key_, CalendarKind::Nyse, bars_.view({}), raw);

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, StoreError::Kind::Refused);
  EXPECT_THAT(refused.error().message, HasSubstr("'split', which do not mix with 'raw'"));
}

TEST_F(ProvenanceInStore, LeavesFilesThatNobodySpokeOfReadableByEarlierPrograms) {
  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, bars_.view({})).has_value());

  const auto file = FileText::read(store_.path_of(key_));

  EXPECT_EQ(file->view()[8], 1) << "the version";
}

TEST_F(ProvenanceInStore, AnEarlierVintageIsTakenOnlyByItsName) {
  const std::string vintage = vintage_of("yahoo", *parse_date("2026-11-01"));
  ASSERT_TRUE(store_.put(key_, CalendarKind::Nyse, bars_.view({}), fetched()).has_value());
  const BarTable old = daily_bars({{"2013-10-07", 9}});
  ASSERT_TRUE(store_.replace({"AAPL", kDaily, vintage}, CalendarKind::Nyse, old.view({}), {}));

  EXPECT_EQ(store_.get({.symbol = "AAPL"})->key().source, "yahoo");
  EXPECT_EQ(store_.get({.symbol = "AAPL", .source = "yahoo@2026-11-01"})->size(), 1u);

  ASSERT_TRUE(store_.remove({"AAPL", kDaily, vintage}).has_value());
  EXPECT_FALSE(store_.find({"AAPL", kDaily, vintage})->has_value());
}

}  // namespace
}  // namespace tw::store
