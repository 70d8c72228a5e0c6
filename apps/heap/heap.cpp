#include "heap/heap.hpp"

#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <sys/mman.h>

namespace {

// A run of a million bars touches 30 MB that nobody has touched before, and a first touch costs
// more than a microsecond where the machine is a virtual one: 8,000 small pages are a sixth of the
// run, and 15 huge ones are nothing. Kernels set to `madvise` give them only to those who ask.
constexpr std::size_t kHugePage = 2 << 20;
constexpr std::size_t kLargeMin = 3 * kHugePage;  // A huge page for less is mostly empty.

// What one run leaves is kept for the next: to a second run in this process, of a sweep or behind
// an API, the first touches are a fifth of its time when the pages went back in between.
constexpr int kKept = 64 << 20;
[[maybe_unused]] const bool keeps_freed =
    mallopt(M_MMAP_THRESHOLD, kKept) == 1 && mallopt(M_TRIM_THRESHOLD, kKept) == 1;

thread_local std::uint64_t count = 0;

void* take(std::size_t size, std::size_t alignment) {
  count += 1;
  void* memory = nullptr;
  if (posix_memalign(&memory, alignment, size) != 0) throw std::bad_alloc{};
  return memory;
}

/// Wishes for huge pages wherever whole ones lie in the block; where that is refused, small ones
/// do. The block itself is not put on their grid: what one run leaves would then not fit the next.
void* on_huge_pages(void* memory, std::size_t size) {
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(memory) % kHugePage;
  const std::size_t skipped = beyond == 0 ? 0 : kHugePage - beyond;
  const std::size_t whole = (size - skipped) / kHugePage * kHugePage;
  madvise(static_cast<char*>(memory) + skipped, whole, MADV_HUGEPAGE);
  return memory;
}

void* counted(std::size_t size) {
  count += 1;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc{};
  return size >= kLargeMin ? on_huge_pages(memory, size) : memory;
}

void* counted(std::size_t size, std::align_val_t alignment) {
  void* const memory = take(size, static_cast<std::size_t>(alignment));
  return size >= kLargeMin ? on_huge_pages(memory, size) : memory;
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return counted(size, alignment);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace tw::heap {

std::uint64_t allocation_count() { return count; }

}  // namespace tw::heap
