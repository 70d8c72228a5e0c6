#include "vendor_sim/distortion.hpp"

#include <algorithm>

#include "net/compression.hpp"

namespace tw::vendor_sim {
namespace {

void set_header(net::HttpHeaders& headers, std::string_view name, std::string_view value) {
  std::erase_if(headers, [name](const auto& header) { return header.first == name; });
  headers.emplace_back(name, value);
}

}  // namespace

void distort(net::Reply& reply, Fault fault) {
  std::string& body = reply.response.body;
  switch (fault) {
    case Fault::Malformed:
      body.resize(body.size() / 2);
      return;
    case Fault::WrongType:
      set_header(reply.response.headers, "Content-Type", "image/png");
      return;
    case Fault::Gzip:
      body = net::gzip(body);
      set_header(reply.response.headers, "Content-Encoding", "gzip");
      return;
    case Fault::Slow:
      reply.delivery.piece = std::max<std::size_t>(body.size() / kSlowPieces, 1);
      reply.delivery.pause = kSlowPause;
      return;
    case Fault::Truncated:
      reply.delivery.cut_at = body.size() / 2;
      return;
    case Fault::Reset:
      reply.delivery.cut_at = body.size() / 2;
      reply.delivery.by_reset = true;
      return;
    default:
      return;
  }
}

}  // namespace tw::vendor_sim
