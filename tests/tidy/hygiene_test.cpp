#include <algorithm>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/tree.hpp"

// What is committed works on any machine: it names no host to fetch from and no path of this one.
namespace tw::tidy {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t kLinesMax = 600;

// The hosts that a file may name, each with its reason. Every other URL is a finding, so that the
// forbidden ones need not be listed.
struct Host {
  std::string_view name;
  std::string_view reason;
};
constexpr Host kHosts[] = {
    {"127.0.0.1", "loopback, the only address that tests bind to"},
    {"localhost", "the same by name"},
    {"www.apache.org", "the license"},
    {"www.w3.org", "the name of SVG's namespace, never fetched"},
    {"keepachangelog.com", "the form of the change log"},
    {"semver.org", "the form of the version"},
    {"example.com", "kept for examples"},
    {"query1.finance.yahoo.com", "Yahoo Finance"},
    {"query2.finance.yahoo.com", "its double"},
    {"fc.yahoo.com", "Yahoo's cookies"},
    {"finance.yahoo.com", "the page Yahoo's consent begins at"},
    {"guce.yahoo.com", "Yahoo's consent"},
    {"consent.yahoo.com", "Yahoo's consent"},
    {"www.alphavantage.co", "Alpha Vantage"},
    {"api.polygon.io", "Polygon"},
    {"api.massive.com", "Polygon under its new name"},
    {"api.twelvedata.com", "Twelve Data"},
    {"finnhub.io", "Finnhub"},
    {"data.alpaca.markets", "Alpaca"},
    {"api.tiingo.com", "Tiingo"},
    {"stooq.com", "Stooq"},
    {"cloud.iexapis.com", "IEX Cloud, retired"},
    {"api.iex.cloud", "IEX Cloud, retired"},
};

// Written in two halves, so that this file does not break its own rule.
struct Forbidden {
  std::string_view text;
  std::string_view reason;
};
constexpr std::string_view kRegistry = "the machine knows its registries: name none";
constexpr std::string_view kPath = "a path of one machine: use one relative to the checkout";
constexpr Forbidden kForbidden[] = {
    {"registry.npm"
     "js",
     kRegistry},
    {"deb.deb"
     "ian",
     kRegistry},
    {"pypi"
     ".org",
     kRegistry},
    {"crates"
     ".io",
     kRegistry},
    {"proxy.go"
     "lang",
     kRegistry},
    {"snapshot.deb"
     "ian",
     kRegistry},
    {"\"reso"
     "lved\":",
     "the lock file names no address: see .npmrc"},
    {"/wo"
     "rk/",
     kPath},
    {"/ro"
     "ot/",
     kPath},
    {"/ho"
     "me/",
     kPath},
    {"/Us"
     "ers/",
     kPath},
};

std::string host_of(std::string_view url) {
  const std::size_t end =
      url.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
  return std::string{url.substr(0, end)};
}

/// Names that RFC 2606 keeps out of the world, and an address whose host is put in at run time.
bool is_nobodys(std::string_view host) {
  return host.empty() || host.ends_with(".example") || host.ends_with(".invalid") ||
         host.ends_with(".example.com");
}

bool is_path_start(std::string_view line, std::size_t at) {
  return at == 0 || (std::isalnum(static_cast<unsigned char>(line[at - 1])) == 0 &&
                     line[at - 1] != '_' && line[at - 1] != '.' && line[at - 1] != '/');
}

std::vector<Finding> line_findings(const std::string& path, std::size_t number,
                                   std::string_view line) {
  std::vector<Finding> found;
  for (const Forbidden& forbidden : kForbidden) {
    const std::size_t at = line.find(forbidden.text);
    if (at == line.npos || (forbidden.text[0] == '/' && !is_path_start(line, at))) continue;
    found.push_back({path, number, std::string{forbidden.text}, forbidden.reason});
  }
  for (std::size_t at = line.find("://"); at != line.npos; at = line.find("://", at + 1)) {
    const std::string host = host_of(line.substr(at + 3));
    const bool is_web =
        line.substr(0, at).ends_with("http") || line.substr(0, at).ends_with("https");
    if (is_web && !is_nobodys(host) &&
        std::ranges::find(kHosts, host, &Host::name) == std::end(kHosts)) {
      found.push_back(
          {path, number, host, "a host that tests/tidy/hygiene_test.cpp does not allow"});
    }
  }
  return found;
}

/// Returns whether a file's URLs are others' words: texts that npm and Apache wrote.
bool is_quoted(const std::string& path) { return path == "package-lock.json" || path == "LICENSE"; }

std::vector<Finding> hygiene_findings(const TextFile& file) {
  std::vector<Finding> found;
  for (std::size_t line = 0; line < file.lines.size(); ++line) {
    auto more = line_findings(file.path, line + 1, file.lines[line]);
    if (is_quoted(file.path)) {
      std::erase_if(more,
                    [](const Finding& f) { return f.reason != kRegistry && f.what[0] != '"'; });
    }
    found.insert(found.end(), more.begin(), more.end());
  }
  if (file.lines.size() > kLinesMax && !is_quoted(file.path)) {
    found.push_back(
        {file.path, file.lines.size(), "more than 600 lines", "look for the second idea"});
  }
  return found;
}

TEST(Hygiene, EveryForbiddenTextIsFound) {
  for (const Forbidden& forbidden : kForbidden) {
    const std::string line = "see " + std::string{forbidden.text} + "x";
    EXPECT_THAT(hygiene_findings(example("README.md", line)), SizeIs(1)) << line;
  }
  EXPECT_THAT(hygiene_findings(example("a.md",
                                       "docs/wo"
                                       "rk/plan.md and ../shared\n")),
              IsEmpty());
}

TEST(Hygiene, AHostIsFoundUnlessItIsAllowed) {
  EXPECT_THAT(hygiene_findings(example("a.sh",
                                       "curl https:"
                                       "//mirror.somewhere.net/x\n")),
              SizeIs(1));
  for (const char* nobodys : {"a.example", "nowhere.invalid", "api.example.com", ""}) {
    EXPECT_THAT(hygiene_findings(example("a.md",
                                         "https:"
                                         "//" +
                                             std::string{nobodys} + "/x\n")),
                IsEmpty());
  }
  for (const Host& host : kHosts) {
    EXPECT_FALSE(host.reason.empty());
    EXPECT_THAT(hygiene_findings(example("a.md",
                                         "https:"
                                         "//" +
                                             std::string{host.name} + "/x\n")),
                IsEmpty());
  }
}

TEST(Hygiene, AFileTooLongIsFound) {
  std::string text;
  for (std::size_t line = 0; line < kLinesMax; ++line) text += "x\n";

  EXPECT_THAT(hygiene_findings(example("a.cpp", text)), IsEmpty());
  EXPECT_THAT(hygiene_findings(example("a.cpp", text + "x\n")), SizeIs(1));
}

TEST(Hygiene, NoFileNamesAHostOrAPathOfThisMachine) {
  ASSERT_THAT(repository(), SizeIs(testing::Ge(50u)));
  std::vector<Finding> found;

  for (const TextFile& file : repository()) {
    const auto more = hygiene_findings(file);
    found.insert(found.end(), more.begin(), more.end());
  }

  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace tw::tidy
