#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vendor_sim/question.hpp"

namespace tw::vendor_sim {

/// Answers of the real vendors that somebody kept, by the address they were asked at.
///
/// The manifest is a JSON array of objects: "file" (below the folder), "provider", "request" ("GET
/// https://api.example.com/x"), "http_status" and "headers". An entry without a request is of no
/// use here.
class RecordedBodies {
 public:
  /// Reads a manifest; bodies are read when they are asked for.
  /// Errors: one line naming the file.
  static std::expected<RecordedBodies, std::string> open(const std::string& folder,
                                                         const std::string& manifest);

  /// Returns the recording that fits best: same vendor and path, no word of `kNaming` that differs,
  /// and of those the one that shares the most of its query. Nothing when none fits.
  std::optional<net::HttpResponse> find(std::string_view vendor, const Question& question) const;

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string vendor;
    std::string path;
    net::Query query;
    std::string file;
    int status = 200;
    net::HttpHeaders headers;
  };

  std::string folder_;
  std::vector<Entry> entries_;
};

}  // namespace tw::vendor_sim
