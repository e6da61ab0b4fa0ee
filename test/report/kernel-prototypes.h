/* As much of the kernel's and KMCL's declarations as a snippet needs to be checked without either. */
#include <stddef.h>
#include <stdint.h>
typedef void VOID;
typedef int32_t NTSTATUS;
typedef uint16_t UINT16;
typedef uint64_t UINT64;
typedef uintptr_t ULONG_PTR;
typedef unsigned char BOOLEAN;
typedef struct device_object *PDEVICE_OBJECT;
typedef struct vmb_channel *VMBCHANNEL;
#define TRUE 1
#define FALSE 0
#define UNREFERENCED_PARAMETER(p) (void)(p)
NTSTATUS VmbChannelAllocate(PDEVICE_OBJECT, BOOLEAN, VMBCHANNEL *);
NTSTATUS VmbServerChannelInitSetMmioMegabytes(VMBCHANNEL, UINT16, UINT16);
NTSTATUS VmbChannelEnable(VMBCHANNEL);
VOID VmbChannelDisable(VMBCHANNEL);
VOID VmbChannelCleanup(VMBCHANNEL);
VOID VmbChannelStart(VMBCHANNEL);
VOID VmbChannelPause(VMBCHANNEL);
VOID VmbChannelGetMmioSpace(VMBCHANNEL, UINT64 *, UINT64 *);
