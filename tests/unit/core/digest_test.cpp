#include "core/digest.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <span>
#include <string>

namespace tw {
namespace {

std::string digest_in_pieces(const std::string& bytes, std::size_t piece) {
  Digest digest;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    digest.update(std::as_bytes(std::span{bytes}.subspan(at, std::min(piece, bytes.size() - at))));
  }
  return digest.hex();
}

TEST(Digest, OfNothingIsTheLibrarysOwn) {
  EXPECT_EQ(Digest{}.hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(Digest, DoesNotDependOnThePiecesItsBytesComeIn) {
  std::string bytes;
  for (int i = 0; i < 10'000; ++i) bytes += static_cast<char>(i * 7 % 251);
  const std::string whole = digest_in_pieces(bytes, bytes.size());
  for (const std::size_t piece : {1U, 8U, 177U, 2047U, 2048U, 2049U, 5000U}) {
    EXPECT_EQ(digest_in_pieces(bytes, piece), whole) << "in pieces of " << piece;
  }
}

TEST(Digest, GoesOnAfterItWasAsked) {
  Digest digest;
  digest.update("one");
  const std::string first = digest.hex();
  EXPECT_EQ(digest.hex(), first);
  digest.update("two");
  Digest both;
  both.update("one");
  both.update("two");
  EXPECT_EQ(digest.hex(), both.hex());
  EXPECT_NE(digest.hex(), first);
}

}  // namespace
}  // namespace tw
