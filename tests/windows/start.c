/* Where Windows enters a program, which Microsoft's C library brings otherwise.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

int main(void);
void mainCRTStartup(void);

void mainCRTStartup(void)
{
    exit(main());
}
