#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tidy/tree.hpp"

// A thing that seems to belong into `common` is a missing noun.
namespace tw::tidy {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

struct Rule {
  std::string_view name;
  std::string_view reason;
};

constexpr std::string_view kNoun = "a drawer, not a noun: name what the thing is";

constexpr Rule kFolders[] = {{"common", kNoun},  {"utils", kNoun},  {"util", kNoun},
                             {"helpers", kNoun}, {"helper", kNoun}, {"base", kNoun},
                             {"misc", kNoun},    {"shared", kNoun}};

constexpr Rule kTypeEndings[] = {{"Manager", kNoun}, {"Helper", kNoun}, {"Helpers", kNoun},
                                 {"Util", kNoun},    {"Utils", kNoun},  {"Impl", kNoun},
                                 {"Base", kNoun}};

constexpr Rule kFileEndings[] = {{"manager", kNoun}, {"helper", kNoun}, {"helpers", kNoun},
                                 {"util", kNoun},    {"utils", kNoun},  {"impl", kNoun},
                                 {"base", kNoun},    {"common", kNoun}, {"misc", kNoun}};

constexpr std::string_view kHeavy = "slow to compile: only .cpp files may include it";
constexpr Rule kNotInHeaders[] = {
    {"<nlohmann/", kHeavy},
    {"<toml++/", kHeavy},
    {"<spdlog/", kHeavy},
    {"<boost/", kHeavy},
    {"<rapidcheck", kHeavy},
    {"<date/", kHeavy},
    {"<simdjson", kHeavy},
    {"<fmt/", kHeavy},
    {"using namespace", "spills into every file that includes the header"}};

// Costs seconds wherever it is included: one file does, for all.
constexpr Rule kAtHome[] = {{"<CLI/", "apps/tradewind/command_line.cpp"}};

// Written in two halves, so that this file does not break its own rule.
constexpr std::string_view kUnfinished = "say it in the issue, or finish it";
constexpr Rule kUnfinishedWords[] = {{"TO"
                                      "DO",
                                      kUnfinished},
                                     {"FIX"
                                      "ME",
                                      kUnfinished},
                                     {"XX"
                                      "X",
                                      kUnfinished},
                                     {"HA"
                                      "CK",
                                      kUnfinished},
                                     {"not imple"
                                      "mented",
                                      kUnfinished},
                                     {"place"
                                      "holder",
                                      kUnfinished},
                                     {"st"
                                      "ub",
                                      kUnfinished}};

std::vector<Finding> folder_findings(const std::string& path) {
  std::vector<Finding> found;
  const std::filesystem::path folders = std::filesystem::path{path}.parent_path();
  for (const auto& folder : folders) {
    for (const Rule& rule : kFolders) {
      if (folder == rule.name) found.push_back({path, 0, std::string{rule.name}, rule.reason});
    }
  }
  const std::string stem = "_" + std::filesystem::path{path}.stem().string();
  for (const Rule& rule : kFileEndings) {
    if (stem.ends_with("_" + std::string{rule.name})) {
      found.push_back({path, 0, stem.substr(1), rule.reason});
    }
  }
  return found;
}

/// Returns the names that one line of code gives to types and concepts.
std::vector<std::string> types_named(std::string code) {
  std::ranges::replace_if(
      code, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_'; },
      ' ');
  std::istringstream words{code};
  std::vector<std::string> names;
  bool is_name_next = false;
  for (std::string word; words >> word;) {
    const bool introduces = word == "class" || word == "struct" || word == "enum" ||
                            word == "union" || word == "concept" || word == "using";
    if (is_name_next && !introduces) names.push_back(word);
    is_name_next = introduces;
  }
  return names;
}

std::vector<Finding> source_findings(const TextFile& file) {
  std::vector<Finding> found;
  const std::vector<std::string> code = code_of(file);
  const bool is_header = file.path.ends_with(".hpp");
  for (std::size_t line = 0; line < code.size(); ++line) {
    for (const std::string& name : types_named(code[line])) {
      for (const Rule& rule : kTypeEndings) {
        if (name.ends_with(rule.name)) found.push_back({file.path, line + 1, name, rule.reason});
      }
    }
    for (const Rule& rule : kNotInHeaders) {
      if (is_header && code[line].find(rule.name) != std::string::npos) {
        found.push_back({file.path, line + 1, std::string{rule.name}, rule.reason});
      }
    }
    for (const auto& [header, home] : kAtHome) {
      if (file.path != home && code[line].find(header) != std::string::npos) {
        found.push_back({file.path, line + 1, std::string{header}, home});
      }
    }
    for (const Rule& rule : kUnfinishedWords) {
      if (contains_word(file.lines[line], rule.name)) {
        found.push_back({file.path, line + 1, std::string{rule.name}, rule.reason});
      }
    }
  }
  if (is_header && std::ranges::count(file.lines, "#pragma once") != 1) {
    found.push_back({file.path, 0, "#pragma once", "a header opens with it, once"});
  }
  return found;
}

/// Returns the namespace a file of src/<module>/ must open: the folder is the namespace.
std::string namespace_of(const std::string& path) {
  constexpr std::string_view kVocabulary[] = {"core", "market", "orders", "events"};
  std::string folder = std::filesystem::path{path}.parent_path().string().substr(4);
  for (std::size_t at = folder.find('/'); at != folder.npos; at = folder.find('/')) {
    folder.replace(at, 1, "::");
  }
  const bool is_inline = std::ranges::count(kVocabulary, folder) > 0;
  return "namespace tw::" + std::string{is_inline ? "inline " : ""} + folder;
}

std::vector<Finding> namespace_findings(const TextFile& file) {
  const std::string wanted = namespace_of(file.path);
  const bool is_opened = std::ranges::any_of(
      file.lines, [&](const std::string& line) { return contains_word(line, wanted); });
  if (is_opened) return {};
  return {{file.path, 0, wanted, "the folder is the namespace, and this file never opens it"}};
}

template <class Rules>
std::vector<Finding> collect(const std::vector<TextFile>& files, const Rules& rules) {
  std::vector<Finding> found;
  for (const TextFile& file : files) {
    const auto more = rules(file);
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

std::vector<TextFile> all_sources() {
  return sources_below({"src", "apps", "bench", "fuzz", "tests", "examples"});
}

TEST(Names, EveryForbiddenFolderAndFileNameIsFound) {
  for (const Rule& rule : kFolders) {
    EXPECT_THAT(folder_findings("src/" + std::string{rule.name} + "/money.hpp"), SizeIs(1));
  }
  for (const Rule& rule : kFileEndings) {
    EXPECT_THAT(folder_findings("src/core/" + std::string{rule.name} + ".hpp"), SizeIs(1));
    EXPECT_THAT(folder_findings("src/core/order_" + std::string{rule.name} + ".cpp"), SizeIs(1));
  }
  EXPECT_THAT(folder_findings("src/core/database.hpp"), IsEmpty());
}

TEST(Names, EveryForbiddenTypeNameIsFound) {
  for (const Rule& rule : kTypeEndings) {
    const std::string name = "Order" + std::string{rule.name};
    EXPECT_THAT(source_findings(example("a.cpp", "class " + name + " {};\n")), SizeIs(1)) << name;
    EXPECT_THAT(source_findings(example("a.cpp", "enum class " + name + " {};\n")), SizeIs(1));
    EXPECT_THAT(source_findings(example("a.cpp", "using " + name + " = int;\n")), SizeIs(1));
    EXPECT_THAT(source_findings(example("a.cpp", "// the " + name + " of old\n")), IsEmpty());
  }
  EXPECT_THAT(source_findings(example("a.cpp", "struct Blotter {};\nclass Database;\n")),
              IsEmpty());
}

TEST(Names, WhatDoesNotBelongIntoAHeaderIsFoundThereOnly) {
  for (const Rule& rule : kNotInHeaders) {
    const std::string line = rule.name.starts_with("<") ? "#include " + std::string{rule.name}
                                                        : std::string{rule.name} + " std;";
    EXPECT_THAT(source_findings(example("a.hpp", "#pragma once\n" + line + "\n")), SizeIs(1));
    EXPECT_THAT(source_findings(example("a.cpp", line + "\n")), IsEmpty());
  }
  EXPECT_THAT(source_findings(example("a.hpp", "struct A {};\n")), SizeIs(1));
}

TEST(Names, AHeaderThatHasAHomeIsFoundEverywhereElse) {
  for (const auto& [header, home] : kAtHome) {
    const std::string line = "#include " + std::string{header} + "\n";
    EXPECT_THAT(source_findings(example("a.cpp", line)), SizeIs(1));
    EXPECT_THAT(source_findings(example("a.hpp", "#pragma once\n" + line)), SizeIs(1));
    EXPECT_THAT(source_findings(example(std::string{home}, line)), IsEmpty());
  }
}

TEST(Names, UnfinishedWorkIsFoundInCommentsToo) {
  for (const Rule& rule : kUnfinishedWords) {
    EXPECT_THAT(source_findings(example("a.cpp", "// " + std::string{rule.name} + ": later\n")),
                SizeIs(1));
  }
}

TEST(Names, AFileOutsideItsFoldersNamespaceIsFound) {
  EXPECT_THAT(namespace_findings(example("src/risk/a.cpp", "namespace tw::risk {\n")), IsEmpty());
  EXPECT_THAT(namespace_findings(example("src/core/a.cpp", "namespace tw::inline core {\n")),
              IsEmpty());
  EXPECT_THAT(namespace_findings(example("src/risk/a.cpp", "namespace tw::sim {\n")), SizeIs(1));
  EXPECT_THAT(namespace_findings(example("src/core/a.cpp", "namespace tw::core {\n")), SizeIs(1));
}

TEST(Names, FoldersAndFilesAreNouns) {
  EXPECT_THAT(collect(repository(), [](const TextFile& f) { return folder_findings(f.path); }),
              IsEmpty());
}

TEST(Names, TypesAreNounsAndHeadersStayLight) {
  EXPECT_THAT(collect(all_sources(), source_findings), IsEmpty());
}

TEST(Names, TheFolderIsTheNamespace) {
  EXPECT_THAT(collect(sources_below({"src"}), namespace_findings), IsEmpty());
}

}  // namespace
}  // namespace tw::tidy
