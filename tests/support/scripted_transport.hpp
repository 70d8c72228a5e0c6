#pragma once

#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "vendor/http_outcome.hpp"
#include "vendor/vendor.hpp"

namespace tw::support {

/// Answers requests with what it was told to, in order, and keeps them to be looked at.
class ScriptedTransport final : public vendor::Transport {
 public:
  void answer(int status, std::string body, vendor::HttpHeaders headers = {}) {
    answers_.push_back({.status = status, .headers = std::move(headers), .body = std::move(body)});
  }

  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& request, Duration) override {
    requests.push_back(request);
    if (answers_.empty()) {
      return std::unexpected{
          vendor::refused(vendor::Outcome::Transient, "the script has no more answers")};
    }
    vendor::HttpResponse response = std::move(answers_.front());
    answers_.pop_front();
    return response;
  }

  std::vector<vendor::HttpRequest> requests;

 private:
  std::deque<vendor::HttpResponse> answers_;
};

/// Returns the bytes of a file that must be there; the test fails by an empty text otherwise.
inline std::string file_text(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Returns a body as if a vendor had sent it.
inline vendor::HttpResponse answered(std::string body, int status = 200,
                                     vendor::HttpHeaders headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

}  // namespace tw::support
