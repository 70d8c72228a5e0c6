#include "lab/spread.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <stdexcept>
#include <vector>

#include "lab/checkpoint.hpp"
#include "support/temp_folder.hpp"

namespace tw::lab {
namespace {

using support::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;

/// Adds 1/(i+1): a sum whose last bits tell the order.
double sum_with(unsigned threads) {
  double total = 0.0;
  spread(
      {.items = 10'007, .chunk = 16, .threads = threads}, {},
      [](const Chunk& chunk, unsigned) {
        double sum = 0.0;
        for (std::uint64_t i = chunk.first; i < chunk.last; ++i) {
          sum += 1.0 / static_cast<double>(i + 1);
        }
        return sum;
      },
      [&](const Chunk&, double sum) { total += sum; });
  return total;
}

TEST(Spread, GivesTheSameBitsWithAnyNumberOfThreads) {
  const double alone = sum_with(1);

  for (const unsigned threads : {2U, 3U, 8U}) EXPECT_EQ(sum_with(threads), alone);
}

TEST(Spread, TakesEveryChunkOnceAndInOrder) {
  std::vector<std::uint64_t> firsts;

  const bool is_complete = spread(
      {.items = 10, .chunk = 4, .threads = 3}, {},
      [](const Chunk& chunk, unsigned) { return chunk.last; },
      [&](const Chunk& chunk, std::uint64_t last) {
        EXPECT_EQ(last, chunk.last);
        firsts.push_back(chunk.first);
      });

  EXPECT_TRUE(is_complete);
  EXPECT_THAT(firsts, ElementsAre(0, 4, 8));
}

TEST(Spread, ResumesAtTheFirstChunkThatIsNotDone) {
  std::vector<std::uint64_t> firsts;

  spread(
      {.items = 10, .chunk = 4, .first_chunk = 2, .threads = 2}, {},
      [](const Chunk& chunk, unsigned) { return chunk.first; },
      [&](const Chunk&, std::uint64_t first) { firsts.push_back(first); });

  EXPECT_THAT(firsts, ElementsAre(8));
}

TEST(Spread, LetsNoThreadRunFarAheadOfWhatWasTaken) {
  std::atomic<std::uint64_t> begun = 0;
  std::uint64_t taken = 0;
  std::uint64_t furthest = 0;

  spread(
      {.items = 500, .chunk = 1, .threads = 2}, {}, [&](const Chunk&, unsigned) { return ++begun; },
      [&](const Chunk&, std::uint64_t) {
        furthest = std::max(furthest, begun.load() - taken);
        taken += 1;
      });

  EXPECT_EQ(taken, 500U);
  EXPECT_LE(furthest, 9U) << "four chunks a worker, and the one just taken";
}

TEST(Spread, StopsWhenAskedAndKeepsWhatWasTaken) {
  std::stop_source stop;
  std::uint64_t taken = 0;

  const bool is_complete = spread(
      {.items = 1'000, .chunk = 1, .threads = 2}, stop.get_token(),
      [](const Chunk&, unsigned) { return 1; },
      [&](const Chunk&, int) {
        if (++taken == 10) stop.request_stop();
      });

  EXPECT_FALSE(is_complete);
  EXPECT_EQ(taken, 10U);
}

TEST(Spread, ThrowsOnTheFirstFailureInTheOrderOfTheWork) {
  std::uint64_t taken = 0;
  const auto fail_from_seven = [](const Chunk& chunk, unsigned) {
    if (chunk.first >= 7) throw std::runtime_error{"at " + std::to_string(chunk.first)};
    return 1;
  };

  try {
    spread({.items = 100, .chunk = 1, .threads = 2}, {}, fail_from_seven,
           [&](const Chunk&, int) { taken += 1; });
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "at 7");
  }
  EXPECT_EQ(taken, 7U);
}

std::vector<std::string> records_in(const std::string& path, const std::string& key) {
  std::vector<std::string> records;
  const auto opened =
      Checkpoint::open(path, key, [&](std::string_view record) { records.emplace_back(record); });
  EXPECT_TRUE(opened.has_value()) << opened.error().message;
  return records;
}

std::string with_records(const TempFolder& folder) {
  const std::string path = folder / "sweep.tw";
  auto checkpoint = Checkpoint::open(path, "key-1", [](std::string_view) {});
  for (const char* record : {"one", "", "three"}) EXPECT_TRUE(checkpoint->append(record));
  return path;
}

TEST(Checkpoint, GivesBackWhatWasAppended) {
  const TempFolder folder;

  EXPECT_THAT(records_in(with_records(folder), "key-1"), ElementsAre("one", "", "three"));
}

TEST(Checkpoint, CutOffAnywhereKeepsTheWholeRecordsBefore) {
  const TempFolder folder;
  const std::string whole = support::read_text(with_records(folder));

  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string path = folder.write("torn", whole.substr(0, size));
    const std::size_t kept = records_in(path, "key-1").size();
    EXPECT_LT(kept, 3U);
    auto again = Checkpoint::open(path, "key-1", [](std::string_view) {});
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->append("next"));
    again = Checkpoint::open(folder / "other", "key-1", [](std::string_view) {});  // Unlocks it.
    EXPECT_EQ(records_in(path, "key-1").size(), kept + 1) << size;
  }
}

TEST(Checkpoint, DropsARecordWhoseBytesHaveChangedAndAllAfterIt) {
  const TempFolder folder;
  std::string bytes = support::read_text(with_records(folder));
  bytes[bytes.find("one")] = 'O';

  EXPECT_THAT(records_in(folder.write("changed", bytes), "key-1"), ElementsAre());
}

TEST(Checkpoint, RefusesOtherWorkAndOtherFilesAndLeavesThemAlone) {
  const TempFolder folder;
  const std::string path = with_records(folder);
  const std::string before = support::read_text(path);
  const auto ignored = [](std::string_view) {};

  EXPECT_THAT(Checkpoint::open(path, "key-2", ignored).error().message,
              HasSubstr("belongs to other work"));
  EXPECT_EQ(support::read_text(path), before);
  const std::string csv = folder.write("bars.csv", "time,open\n");
  EXPECT_THAT(Checkpoint::open(csv, "key-1", ignored).error().message,
              HasSubstr("is no checkpoint"));
  EXPECT_EQ(support::read_text(csv), "time,open\n");
}

TEST(Checkpoint, IsOfOneProcessAtATime) {
  const TempFolder folder;
  const std::string path = with_records(folder);
  const auto ignored = [](std::string_view) {};
  const auto held = Checkpoint::open(path, "key-1", ignored);
  ASSERT_TRUE(held.has_value());

  EXPECT_THAT(Checkpoint::open(path, "key-1", ignored).error().message,
              HasSubstr("another process"));
}

}  // namespace
}  // namespace tw::lab
