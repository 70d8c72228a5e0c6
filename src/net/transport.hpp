#pragma once

#include "net/http_client.hpp"
#include "vendor/vendor.hpp"

namespace tw::net {

/// Carries the requests of vendors over `client`, which outlives it. Thread: any.
class HttpTransport final : public vendor::Transport {
 public:
  explicit HttpTransport(HttpClient& client) : client_{client} {}

  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& request,
                                            Duration patience) override;

 private:
  HttpClient& client_;
};

}  // namespace tw::net
