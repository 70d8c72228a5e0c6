#include <csignal>
#include <filesystem>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "store/journal_pack.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_tail.hpp"
#include "store/journal_writer.hpp"
#include "support/system_start.hpp"
#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kSmall = 4096;  // A segment of some forty records.
constexpr std::uint16_t kKind = 7;
constexpr std::uint16_t kVersion = 3;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span{text});
}

/// Returns a payload that says which it is, of a length that varies.
std::string payload(std::uint64_t number) {
  return "record " + std::to_string(number) + std::string(number % 61, '.');
}

class JournalFiles : public testing::Test {
 protected:
  std::unique_ptr<JournalWriter> open(std::size_t segment_bytes = kSmall,
                                      Durability durability = Durability::Process) {
    auto writer = JournalWriter::create(
        path_, {.session = 42, .durability = durability, .segment_bytes = segment_bytes});
    EXPECT_TRUE(writer.has_value()) << writer.error().message;
    return std::move(*writer);
  }
  void write(std::uint64_t count) {
    const auto writer = open();
    for (std::uint64_t i = 1; i <= count; ++i) {
      ASSERT_TRUE(writer->append(kKind, kVersion, bytes_of(payload(i))));
    }
  }
  Journal read() const {
    auto journal = Journal::read(path_);
    EXPECT_TRUE(journal.has_value()) << journal.error().message;
    return std::move(*journal);
  }
  std::string file(int number) const {
    return path_ + "/00000" + std::to_string(number) + ".journal";
  }
  /// Rewrites one file by what `change` makes of its bytes.
  void alter(int number, const std::function<void(std::string&)>& change) const {
    std::string bytes = support::read_text(file(number));
    change(bytes);
    std::ofstream{file(number), std::ios::binary | std::ios::trunc} << bytes;
  }

  support::TempFolder folder_;
  std::string path_ = folder_ / "session";
};

/// Returns every record of a journal as text.
std::vector<std::string> texts_of(const Journal& journal) {
  std::vector<std::string> texts;
  for (const JournalRecord& record : journal.records()) {
    texts.emplace_back(reinterpret_cast<const char*>(record.payload.data()), record.payload.size());
  }
  return texts;
}

TEST_F(JournalFiles, ThatArePackedReadAsTheyDid) {
  write(1000);
  const std::vector<std::string> before = texts_of(read());
  const std::size_t files = read().files();
  ASSERT_GT(files, 5U);

  const auto done = compact(read(), 1);

  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->files, files - 1);
  EXPECT_LT(done->bytes_to, done->bytes_from / 2);
  EXPECT_FALSE(std::filesystem::exists(file(1)));
  EXPECT_EQ(std::filesystem::status(path_ + "/" + packed_name(1)).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const Journal packed = read();
  EXPECT_FALSE(packed.damage().has_value());
  EXPECT_EQ(packed.packed_files(), files - 1);
  EXPECT_EQ(texts_of(packed), before);
  std::vector<std::string> tailed;
  JournalTail tail{path_};
  const auto count = tail.read_on(10'000, [&](const JournalRecord& record) {
    tailed.emplace_back(reinterpret_cast<const char*>(record.payload.data()),
                        record.payload.size());
  });
  ASSERT_TRUE(count.has_value()) << count.error().message;
  EXPECT_EQ(tailed, before);
  EXPECT_EQ(compact(read(), 1)->files, 0U) << "a second time there is nothing to do";

  // And the journal goes on behind them.
  const auto writer = JournalWriter::resume(packed, before.size(), {.segment_bytes = kSmall});
  ASSERT_TRUE(writer.has_value()) << writer.error().message;
  ASSERT_TRUE((*writer)->append(kKind, kVersion, bytes_of("one more")));
  (*writer)->close();
  EXPECT_EQ(texts_of(read()).size(), before.size() + 1);
}

TEST_F(JournalFiles, ThatArePackedAndThenChangedAreDamage) {
  write(300);
  ASSERT_TRUE(compact(read(), 0).has_value());
  const std::string second = path_ + "/" + packed_name(2);
  const std::string whole = support::read_text(second);
  for (const bool is_cut : {true, false}) {
    std::string bytes = whole;
    if (is_cut) bytes.resize(bytes.size() - 9);
    if (!is_cut) bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
    std::ofstream{second, std::ios::binary | std::ios::trunc} << bytes;

    const Journal journal = read();

    ASSERT_TRUE(journal.damage().has_value());
    EXPECT_EQ(journal.damage()->file, packed_name(2));
    EXPECT_GT(journal.records().size(), 10U) << "what comes before it is there";
    EXPECT_FALSE(compact(journal, 0).has_value());
    JournalTail tail{path_};
    EXPECT_FALSE(tail.read_on(10'000, [](const JournalRecord&) {}).has_value());
  }
  std::filesystem::remove(second);
  EXPECT_THAT(read().damage()->finding, HasSubstr("file 2 is missing"));
}

TEST_F(JournalFiles, AreWholeWhereverACompactionIsCutOff) {
  write(500);
  const std::vector<std::string> before = texts_of(read());
  static int left;
  for (int nth = 1; nth <= 10; ++nth) {
    const pid_t child = ::fork();
    if (child == 0) {
      left = 1;
      const auto done = compact(read(), 0, [](JournalPoint point) {
        if (point == JournalPoint::Compaction && --left == 0) ::kill(::getpid(), SIGKILL);
      });
      ::_exit(done ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it packs the first file anew each time";
    ASSERT_FALSE(read().damage().has_value());
    ASSERT_EQ(texts_of(read()), before);
  }
  ASSERT_TRUE(compact(read(), 0).has_value());
  EXPECT_EQ(texts_of(read()), before);
  EXPECT_EQ(read().packed_files(), read().files());
}

TEST_F(JournalFiles, AfterAnotherStartOfTheSystemKnowWhichOrderIdsAreInDoubt) {
  {
    const auto writer = open();
    ASSERT_TRUE(writer->append(kKind, kVersion, bytes_of("one")));
    EXPECT_EQ(writer->ids_found(), 0U);
    // At once, while the first block may still be on its way to the disk: it once waited for ever.
    ASSERT_TRUE(writer->take_order_id(OrderIds::kBlock + 1)) << "a second block is set aside";
  }
  const auto reopened = [&] {
    auto writer = JournalWriter::resume(read(), 1, {.segment_bytes = kSmall});
    EXPECT_TRUE(writer.has_value()) << writer.error().message;
    return std::pair{(*writer)->ids_found(), (*writer)->is_after_restart()};
  };
  EXPECT_EQ(reopened(), std::pair(2 * OrderIds::kBlock, false));

  support::start_system_anew(path_ + "/order-ids");

  EXPECT_EQ(reopened(), std::pair(2 * OrderIds::kBlock, true));
}

TEST_F(JournalFiles, AreNotPackedWhileTheyAreWritten) {
  const auto writer = open();
  ASSERT_TRUE(writer->append(kKind, kVersion, bytes_of("one")));

  const auto done = compact(read(), 0);

  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("is being written by another process"));
}

TEST_F(JournalFiles, GiveBackEveryRecordInOrderAcrossFiles) {
  constexpr std::uint64_t kCount = 1000;
  write(kCount);

  const Journal journal = read();

  EXPECT_GT(journal.files(), 10U);
  EXPECT_EQ(journal.session(), 42U);
  EXPECT_FALSE(journal.damage().has_value());
  EXPECT_FALSE(journal.torn_tail().has_value());
  ASSERT_EQ(journal.records().size(), kCount);
  for (std::uint64_t i = 1; i <= kCount; ++i) {
    const JournalRecord& record = journal.records()[i - 1];
    ASSERT_EQ(record.sequence, i);
    ASSERT_EQ(record.kind, kKind);
    ASSERT_EQ(record.version, kVersion);
    ASSERT_TRUE(std::ranges::equal(record.payload, bytes_of(payload(i))));
  }
}

TEST_F(JournalFiles, TakeNoMoreRoomOnceClosedThanTheirRecordsNeed) {
  write(3);

  EXPECT_LT(std::filesystem::file_size(file(1)), 300U);
  EXPECT_EQ(read().files(), 1U) << "the file that was made ahead is gone";
}

TEST_F(JournalFiles, HoldWhatAKilledProcessAppended) {
  // The child appends until it is killed, wherever it then is, and says how far it got for sure.
  int told[2];
  ASSERT_EQ(::pipe(told), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto writer = JournalWriter::create(path_, {.session = 42, .segment_bytes = kSmall});
    for (std::uint64_t i = 1;; ++i) {
      if (!(*writer)->append(kKind, kVersion, bytes_of(payload(i)))) ::_exit(1);
      if (::write(told[1], &i, sizeof i) != sizeof i) ::_exit(2);
    }
  }
  ::close(told[1]);
  std::uint64_t sure = 0;
  constexpr std::uint64_t kEnough = 5000;
  while (sure < kEnough && ::read(told[0], &sure, sizeof sure) == sizeof sure) {
  }
  ::kill(child, SIGKILL);
  while (::read(told[0], &sure, sizeof sure) == sizeof sure) {
  }
  ::close(told[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));

  const Journal journal = read();

  ASSERT_GE(sure, kEnough);
  EXPECT_FALSE(journal.damage().has_value()) << journal.damage()->message();
  EXPECT_GE(journal.records().size(), sure) << "what append returned from is there";
  EXPECT_LE(journal.records().size(), sure + 1);
}

TEST_F(JournalFiles, ATornTailIsCutAndReported) {
  write(5);
  const std::size_t whole = std::filesystem::file_size(file(1));
  // Half of a sixth record: its header and the first bytes of what it should hold.
  alter(1, [](std::string& bytes) {
    bytes += std::string("\x20\0\0\0\7\0\3\0\6\0\0\0\0\0\0\0checksumhalf of it", 34);
  });

  const Journal journal = read();

  EXPECT_EQ(journal.records().size(), 5U);
  EXPECT_FALSE(journal.damage().has_value());
  ASSERT_TRUE(journal.torn_tail().has_value());
  EXPECT_EQ(journal.torn_tail()->file, "000001.journal");
  EXPECT_EQ(journal.torn_tail()->offset, whole);
  EXPECT_EQ(journal.torn_tail()->bytes, 34U);
}

TEST_F(JournalFiles, EveryFlippedByteIsFoundAndBeforeTheLastRecordItIsDamage) {
  write(6);
  const std::string original = support::read_text(file(1));
  const std::size_t last_record = original.rfind("record 6") - 24;
  for (std::size_t at = 0; at < original.size(); ++at) {
    const bool is_padding =
        original[at] == '\0' && original.compare(at, 8, std::string(8, '\0')) != 0;
    alter(1, [&](std::string& bytes) {
      bytes = original;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    });
    const auto journal = Journal::read(path_);
    if (!journal) continue;  // The version: another build's, and refused.
    const bool is_noticed = journal->damage() || journal->torn_tail();
    // Zeros that only fill up to a multiple of 8 carry nothing, and are not summed.
    if (!is_noticed) {
      ASSERT_TRUE(is_padding) << "byte " << at;
      ASSERT_EQ(journal->records().size(), 6U);
    } else if (at < last_record) {
      ASSERT_TRUE(journal->damage().has_value()) << "byte " << at;
    }
  }
}

TEST_F(JournalFiles, DamageInTheMiddleNamesItsPlace) {
  write(6);
  std::size_t third = 0;
  alter(1, [&](std::string& bytes) {
    third = bytes.find("record 3");
    bytes[third] = 'R';
  });

  const Journal journal = read();

  ASSERT_TRUE(journal.damage().has_value());
  EXPECT_EQ(journal.damage()->file, "000001.journal");
  EXPECT_EQ(journal.damage()->offset, third - 24);
  EXPECT_EQ(journal.records().size(), 2U);
  EXPECT_THAT(journal.damage()->message(), HasSubstr("nothing was changed"));
}

TEST_F(JournalFiles, ARecordThatWasCutOutIsMissed) {
  write(6);
  alter(1, [](std::string& bytes) {
    const std::size_t third = bytes.find("record 3") - 24;
    const std::size_t fourth = bytes.find("record 4") - 24;
    bytes.erase(third, fourth - third);
  });

  ASSERT_TRUE(read().damage().has_value());
  EXPECT_THAT(read().damage()->finding, HasSubstr("record 4 stands where record 3 belongs"));
}

TEST_F(JournalFiles, AMissingFileIsNamed) {
  write(200);
  std::filesystem::remove(file(2));

  ASSERT_TRUE(read().damage().has_value());
  EXPECT_EQ(read().damage()->file, "000003.journal");
  EXPECT_THAT(read().damage()->finding, HasSubstr("file 2 is missing"));
}

TEST_F(JournalFiles, AFileOfAnotherSessionIsNoticed) {
  write(200);
  std::filesystem::rename(file(2), folder_ / "kept");
  const std::string mine = path_;
  path_ = folder_ / "other";
  auto other = JournalWriter::create(path_, {.session = 43, .segment_bytes = kSmall});
  for (std::uint64_t i = 1; i <= 200; ++i) (*other)->append(kKind, kVersion, bytes_of(payload(i)));
  (*other)->close();
  std::filesystem::copy(file(2), mine + "/000002.journal");
  path_ = mine;

  ASSERT_TRUE(read().damage().has_value());
  EXPECT_EQ(read().damage()->finding, "it belongs to another session");
}

TEST_F(JournalFiles, AnUnknownVersionIsRefusedByNumber) {
  write(1);
  alter(1, [](std::string& bytes) { bytes[8] = 9; });

  const auto journal = Journal::read(path_);

  ASSERT_FALSE(journal.has_value());
  EXPECT_THAT(journal.error().message, HasSubstr("version 9, this build reads version 1"));
}

TEST_F(JournalFiles, ASecondSessionDoesNotWriteIntoAFolderThatHoldsOne) {
  write(1);

  const auto second = JournalWriter::create(path_, {});

  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr("it exists already"));
  EXPECT_EQ(read().records().size(), 1U);
}

TEST_F(JournalFiles, AJournalOnAPathThatIsNoFolderIsRefused) {
  const std::string blocked = folder_.write("file", "x") + "/session";

  const auto writer = JournalWriter::create(blocked, {});

  ASSERT_FALSE(writer.has_value());
  EXPECT_THAT(writer.error().message, HasSubstr(blocked));
}

TEST_F(JournalFiles, SyncedRecordsAreWaitedForUnderPowerDurability) {
  const auto writer = open(kSmall, Durability::Power);
  for (std::uint64_t i = 1; i <= 300; ++i) {
    ASSERT_TRUE(writer->append(kKind, kVersion, bytes_of(payload(i))));
    ASSERT_TRUE(writer->wait_until_synced());
  }
  writer->close();

  EXPECT_EQ(read().records().size(), 300U);
}

TEST_F(JournalFiles, AFolderWithoutAJournalSaysWhatToDo) {
  const auto journal = Journal::read(folder_.path());

  ASSERT_FALSE(journal.has_value());
  EXPECT_THAT(journal.error().message, HasSubstr("tradewind journal list"));
}

}  // namespace
}  // namespace tw::store
