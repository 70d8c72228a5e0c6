#include "ingest/csv_import.hpp"

#include <gmock/gmock.h>

#include "support/temp_folder.hpp"

namespace tw::ingest {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHeader = "date,open,high,low,close,volume\n";

class ImportCsv : public testing::Test {
 protected:
  ImportedFile import(const std::string& rows) {
    const std::string path = folder_.write("AAPL.csv", kHeader + rows);
    auto imported = import_csv(path, {}, home_.path());
    EXPECT_TRUE(imported.has_value()) << imported.error().message;
    return std::move(*imported);
  }

  support::TempFolder folder_;
  support::TempFolder home_;
};

TEST_F(ImportCsv, KeepsTheBarsUnderTheirName) {
  const ImportedFile imported = import("2013-10-07,10,12,9,11,100\n2013-10-08,10,12,9,11,100\n");

  EXPECT_EQ(imported.merge.added, 2u);
  EXPECT_EQ(imported.quarantined_at, "");
  EXPECT_EQ(imported.stored_at, home_ / "bars/AAPL/1d.csv.bars");
  EXPECT_EQ(store::BarStore{home_.path()}.get({.symbol = "AAPL"})->size(), 2u);
}

TEST_F(ImportCsv, WritesWhatItSetsAsideWithLineReasonAndText) {
  const ImportedFile imported = import("2013-10-07,10,12,9,11,100\n2013-10-08,10,8,\"9\",11,100\n");

  EXPECT_EQ(imported.quarantined_at, home_ / "quarantine/AAPL.1d.csv.csv");
  EXPECT_THAT(support::read_text(imported.quarantined_at),
              HasSubstr("# 1 of 2: 1 high_below_low\nline,reason,column,text\n"
                        "3,high_below_low,\"\",\"2013-10-08,10,8,\"\"9\"\",11,100\"\n"));
}

TEST_F(ImportCsv, RemovesTheSidecarOnceTheFileIsRight) {
  const std::string sidecar =
      import("2013-10-07,10,12,9,11,100\n2013-10-08,10,8,9,11,100\n").quarantined_at;
  ASSERT_TRUE(std::filesystem::exists(sidecar));

  import("2013-10-07,10,12,9,11,100\n2013-10-08,10,12,9,11,100\n");

  EXPECT_FALSE(std::filesystem::exists(sidecar));
}

TEST_F(ImportCsv, StoresNothingOfAFileThatItCannotRead) {
  const std::string path = folder_.write("AAPL.csv", std::string{kHeader} + "x,1,1,1,1,1\n");

  EXPECT_FALSE(import_csv(path, {}, home_.path()).has_value());

  EXPECT_FALSE(std::filesystem::exists(home_ / "bars"));
  EXPECT_FALSE(std::filesystem::exists(home_ / "quarantine"));
}

TEST_F(ImportCsv, SaysWhenTheHomeCannotBeWritten) {
  const std::string path =
      folder_.write("AAPL.csv", std::string{kHeader} + "2013-10-07,1,1,1,1,1\n");
  const std::string no_home = folder_.write("file", "");

  EXPECT_THAT(import_csv(path, {}, no_home).error().message, HasSubstr("cannot create"));
}

}  // namespace
}  // namespace tw::ingest
