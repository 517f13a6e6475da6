/* What Microsoft's linker takes from its own C library into every module, and Debian has not. The
 * module is linked with this file instead; all else comes from the DLLs of the C library.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <windows.h>

/* glibconfig.h is Linux's, changed by glibconfig.sed; here is what Windows' says. */
G_STATIC_ASSERT(sizeof(glong) == 4 && GLIB_SIZEOF_LONG == 4);
G_STATIC_ASSERT(sizeof(gsize) == 8 && sizeof(gssize) == 8 && sizeof(gint64) == 8);
G_STATIC_ASSERT(sizeof(gintptr) == 8 && G_MAXSIZE == UINT64_MAX && G_MAXSSIZE == INT64_MAX);
G_STATIC_ASSERT(sizeof(GINT_TO_POINTER(1)) == 8 && sizeof(GPid) == 8);
#ifndef G_PLATFORM_WIN32
#error "glibconfig.sed has not done its work"
#endif

/* A name that the compiler asks for wherever there is floating point. */
const int _fltused = 0x9875;

/* clang's -fstack-protector-strong for this target, as cl.exe's /GS. */
uintptr_t __security_cookie = 0x00002B992DDFA232u;

void __security_check_cookie(uintptr_t cookie)
{
    if (cookie != __security_cookie)
        __asm__ volatile("int $0x29" : : "c"(FAST_FAIL_STACK_COOKIE_CHECK_FAILURE));
}

/* Of what Microsoft's __security_init_cookie() takes; the two high bytes are zero, so that no
 * string that overflows can hold it. */
__attribute__((no_stack_protector)) static void choose_cookie(void)
{
    FILETIME now;
    LARGE_INTEGER counter;
    uintptr_t seed = (uintptr_t)&now;

    GetSystemTimeAsFileTime(&now);
    QueryPerformanceCounter(&counter);
    seed ^= (uintptr_t)now.dwHighDateTime << 32 ^ now.dwLowDateTime;
    seed ^= (uintptr_t)counter.QuadPart << 24 ^ (uintptr_t)counter.QuadPart;
    seed ^= (uintptr_t)GetCurrentProcessId() << 16 ^ GetCurrentThreadId();
    seed &= 0x0000FFFFFFFFFFFFu;
    if (seed != 0)
        __security_cookie = seed;
}

/* The module's entry; the name is the linker's default. */
__attribute__((no_stack_protector)) BOOL WINAPI _DllMainCRTStartup(HINSTANCE module, DWORD reason,
                                                                   LPVOID reserved)
{
    (void)module;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        choose_cookie();
    return TRUE;
}

/* Touches each page of a stack frame larger than a page, its size being in rax, which it leaves as
 * all other registers (Microsoft, x64 ABI, prolog and epilog). */
__attribute__((naked)) void __chkstk(void);

__attribute__((naked)) void __chkstk(void)
{
    __asm__("pushq %rcx\n"
            "pushq %rax\n"
            "leaq 24(%rsp), %rcx\n"
            "1: cmpq $0x1000, %rax\n"
            "jb 2f\n"
            "subq $0x1000, %rcx\n"
            "testb %cl, (%rcx)\n"
            "subq $0x1000, %rax\n"
            "jmp 1b\n"
            "2: subq %rax, %rcx\n"
            "testb %cl, (%rcx)\n"
            "popq %rax\n"
            "popq %rcx\n"
            "ret\n");
}

/* isfinite() of mingw-w64's math.h. */
int __fpclassify(double number)
{
    return __builtin_fpclassify(FP_NAN, FP_INFINITE, FP_NORMAL, FP_SUBNORMAL, FP_ZERO, number);
}
